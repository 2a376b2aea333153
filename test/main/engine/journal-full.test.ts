import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { fail } from '../../../app/problem/problem.ts';
import { problemText } from '../../../app/problem/text.ts';
import { openJournal, type Journal } from '../../../main/engine/journal.ts';
import { createSession } from '../../../main/engine/session.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, lookAt } from './engine-for-test.ts';

/** A journal whose disk is full from the first line of that kind on. */
function fullAt(journal: Journal, kind: string): Journal {
  let full = false;
  return {
    ...journal,
    append: async (entry, options) => {
      const one = await entry;
      const text = 'line' in one ? one.line.toString() : JSON.stringify(one);
      full ||= text.startsWith(`{"kind":"${kind}"`);
      if (!full) return journal.append(one, options);
      const facts = { path: journal.path, reason: 'ENOSPC: no space left on device, write' };
      return fail({ code: 'journal-unwritable', severity: 'error', where: {}, facts, retry: true });
    },
  };
}

const EDIT = { kind: 'edit', host: 'lab:alpha', items: [{ noun: 'bridge', verb: 'add', netns: '', name: 'br9' }] };

labTest('a disk that fills up says what was done: nothing before the first step, the change after the last', () =>
  withLab(['alpha'], async (lab) => {
    for (const kind of ['armed', 'progress', 'end'] as const) {
      const folder = mkdtempSync(join(tmpdir(), 'overlane-full-'));
      const journal = fullAt(openJournal(join(folder, 'journal.jsonl')), kind);
      const session = createSession({ journal, clock: { now: () => Date.now() } });
      for (const host of lab.hosts) await session.hosts.add(labTransport(lab, host), { live: false }).refresh();
      const before = await lookAt(lab, 'lab:alpha');
      const { end, problems } = await applied(session, EDIT);
      const there = (await lookAt(lab, 'lab:alpha')).tables.link.some(({ name }) => name === 'br9');
      const texts = problems.map((one) => `${problemText(one).text} ${problemText(one).remedy}`).join(' ');
      expect({ end, there }, kind).toEqual(
        kind === 'armed' ? { end: 'rolled-back', there: false } : { end: 'committed', there: true },
      );
      expect(
        problems.map(({ code, severity }) => `${code} ${severity}`),
        kind,
      ).toEqual([kind === 'armed' ? 'journal-unwritable error' : 'journal-unended error']);
      expect(texts, kind).toContain('ENOSPC');
      expect(texts, kind).not.toMatch(/nothing was changed/i);
      expect(before.tables.link.some(({ name }) => name === 'br9')).toBe(false);
      await session.close();
      rmSync(folder, { recursive: true });
      if (there) await removeBridge();
    }
    async function removeBridge(): Promise<void> {
      const [host] = lab.hosts;
      if (host === undefined) return;
      const transport = labTransport(lab, host);
      await transport.write([{ do: 'link-del', netns: '', name: 'br9' }]);
      await transport.close();
    }
  }),
);
