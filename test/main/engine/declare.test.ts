import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OverlaySpec } from '../../../app/overlay/overlay.ts';
import type { JournalEntry } from '../../../app/change/journal-entry.ts';
import { userName } from '../../../main/engine/armed.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import { createSession, type Session } from '../../../main/engine/session.ts';

/** As the end of a change of three hosts declares it. */
const SPEC = readFileSync(new URL('../../fixtures/journal-0.1.0/overlay-of-three.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .flatMap((line): OverlaySpec[] => {
    const entry = JSON.parse(line) as JournalEntry;
    return entry.kind === 'stated' && entry.spec !== null ? [entry.spec] : [];
  })[0] as OverlaySpec;

/** A session that reaches no host at all. */
async function withSession(body: (session: Session, journalPath: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-declare-'));
  const path = join(folder, 'journal.jsonl');
  const session = createSession({ journal: openJournal(path), clock: { now: () => Date.now() } });
  try {
    await body(session, path);
  } finally {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const declared = ({ stated }: Session): unknown[] => stated.entries().map(({ name, keepTrue }) => [name, keepTrue]);

async function back(session: Session, redo: boolean): Promise<string | undefined> {
  const { plan, problems } = await session.preview({ kind: 'undo', redo });
  if (plan === undefined) return problems[0]?.code;
  const result = await session.apply(plan.planId, () => undefined);
  return result.ok ? `${plan.title}: ${result.value.end}` : result.problem.code;
}

describe('what is declared without touching a host', () => {
  test('is a change like any other: in the history, undone and redone, with no host asked', () =>
    withSession(async (session) => {
      await session.stated.state('mesh', SPEC);
      await session.stated.state('mesh', SPEC);
      await session.stated.state('mesh', SPEC, { keepTrue: true });
      await session.stated.state('mesh', null);
      const titles = session.history.list().map(({ title, end, hosts }) => [title, end, hosts]);
      const done = (title: string): unknown[] => [title, 'committed', []];
      expect(titles).toEqual([done('Forget mesh'), done('Keep mesh true: on'), done('Adopt mesh')]);
      expect(declared(session)).toEqual([]);
      expect(await back(session, false)).toBe('Undo: Forget mesh: committed');
      expect(declared(session)).toEqual([['mesh', true]]);
      expect(await back(session, false)).toBe('Undo: Keep mesh true: on: committed');
      expect(declared(session)).toEqual([['mesh', false]]);
      expect(await back(session, false)).toBe('Undo: Adopt mesh: committed');
      expect(declared(session)).toEqual([]);
      expect(await back(session, false)).toBe('undo-unknown');
      expect(await back(session, true)).toBe('Redo: Adopt mesh: committed');
      expect(await back(session, true)).toBe('Redo: Keep mesh true: on: committed');
      expect(declared(session)).toEqual([['mesh', true]]);
    }));

  test.each([
    ['rolled back, it was never said', 'rollBack', []],
    ['kept, it is said', 'keep', [['mesh', false]]],
  ] as const)('torn by a crash between its two lines it is offered: %s', (_, way, then) =>
    withSession(async (session, path) => {
      await session.stated.state('mesh', SPEC);
      const [opened = ''] = readFileSync(path, 'utf8').split('\n');
      writeFileSync(
        path,
        `${JSON.stringify({ ...(JSON.parse(opened) as object), pid: 1, pidStart: 'gone' })}\n{"kind":"end","i`,
      );
      await session.overlays.reload();
      const [offered] = session.overlays.recoveries();
      expect(offered).toMatchObject({ title: 'Adopt mesh', problem: { facts: { hosts: 'what is declared' } } });
      expect(await session[way](offered?.entryId ?? '')).toMatchObject({ ok: true });
      expect(declared(session)).toEqual(then);
      expect(session.overlays.recoveries()).toEqual([]);
    }),
  );
});

describe('undo without an id', () => {
  const madeOn = (host: string): string => {
    const steps = [{ step: { do: 'netns-add', name: 'red' }, why: '', inverse: [{ do: 'netns-del', name: 'red' }] }];
    const about = { kind: 'armed', id: `on ${host}`, at: 9e12, user: userName(), pid: 1, pidStart: '' };
    const armed = {
      ...about,
      intent: { kind: 'unlink', name: 'x' },
      plan: { title: 'Add red', hosts: [{ host, steps }] },
    };
    const end = { kind: 'end', id: `on ${host}`, at: 9e12, end: 'committed', problems: [] };
    return `${JSON.stringify(armed)}\n${JSON.stringify(end)}\n`;
  };

  test.each([
    ['lab:alpha', 'the lab it was made in has ended'],
    ['ssh:far', 'far is not among the hosts here'],
  ])('steps over a change of %s, which is not here, with a sentence; by its id it is refused', (host, reason) =>
    withSession(async (session, path) => {
      await session.stated.state('mesh', SPEC);
      appendFileSync(path, madeOn(host));
      await session.overlays.reload();
      const { plan, problems } = await session.preview({ kind: 'undo' });
      expect(plan?.title).toBe('Undo: Adopt mesh');
      expect(problems).toMatchObject([{ code: 'undo-passed', severity: 'info', facts: { reason } }]);
      const byId = await session.preview({ kind: 'undo', entryId: `on ${host}` });
      expect(byId).toMatchObject({ problems: [{ code: 'undo-host-away', severity: 'error' }] });
    }),
  );
});
