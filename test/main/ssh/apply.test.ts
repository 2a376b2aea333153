/** Whole changes on hosts that are reached over the network they change. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { HostId } from '../../../app/base/host.ts';
import { planHost, type Plan } from '../../../app/plan/plan.ts';
import type { Step } from '../../../app/noun/step.ts';
import { applyPlan, type Applied, type ApplyContext } from '../../../main/engine/executor.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import { createSession, type Session } from '../../../main/engine/session.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { sshTransport } from '../../../main/transport/ssh.ts';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { runProgram } from '../../lab/program.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';
import { until } from '../../lab/until.ts';

const clock = { now: () => Date.now() };

async function withHosts<T>(
  lab: SshLab,
  targets: readonly string[],
  body: (session: Session, journalPath: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-apply-'));
  const journalPath = join(folder, 'journal.jsonl');
  const session = createSession({ journal: openJournal(journalPath), clock });
  try {
    for (const target of targets) {
      const transport = sshTransport({ host: `ssh:${target}`, target, configFile: lab.configFile });
      const read = await session.hosts.add(transport, { live: false }).refresh();
      if (!read.ok) throw new Error(JSON.stringify(read.problem));
    }
    await session.overlays.reload();
    return await body(session, journalPath);
  } finally {
    await session.close();
    rmSync(folder, { recursive: true });
  }
}

/** Applies steps as a plan of their own. */
async function apply(
  session: Session,
  journalPath: string,
  steps: ReadonlyMap<HostId, readonly Step[]>,
  more: Partial<ApplyContext> = {},
): Promise<Applied> {
  const base = new Map([...steps.keys()].map((host) => [host, session.hosts.find(host)!.snapshot()!.tables]));
  const hosts = [...steps].map(([host, list]) =>
    planHost(
      host,
      base.get(host)!,
      list.map((step) => ({ step, why: 'test' })),
    ),
  );
  const plan: Plan = { title: 'test', hosts };
  const intent = { kind: 'unlink', name: 'test' } as const;
  const context: ApplyContext = {
    collector: (host) => session.hosts.find(host),
    journal: openJournal(journalPath),
    clock,
    newId: () => 'tx1',
    record: () => undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...more,
  };
  return applyPlan({ planId: 'p', plan, intent, base }, context);
}

const bridge = (name: string): Step => ({ do: 'link-add-bridge', netns: '', name, bridge: {} }) as never;
const down = (name: string): Step => ({ do: 'link-set-up', netns: '', name, up: false }) as never;
const mtu = (name: string, to: number): Step => ({ do: 'link-set-mtu', netns: '', name, mtu: to }) as never;
const linksOf = (lab: SshLab, name: string): Promise<string> => inHost(lab.host(name), 'ip', '-br', 'link');
const pending = (lab: SshLab): Promise<string> =>
  inHost(lab.host('alpha'), 'sh', '-c', 'ls /run/overlane 2>/dev/null || :');

describe('a change to what carries the connection', () => {
  test('that cuts it is taken back by the host, and said so', async () => {
    await withSshLab({}, async (lab) => {
      await withHosts(lab, ['free-alpha'], async (session, journalPath) => {
        const steps = new Map([['ssh:free-alpha' as HostId, [bridge('br7'), down('eth0'), bridge('br8')]]]);
        const applied = await apply(session, journalPath, steps, { confirmWithinS: 8 });
        expect(applied.problems.map(({ code }) => code)).toContain('dead-man-reverted');
        expect(applied.end).toBe('rolled-back');
        expect(await linksOf(lab, 'alpha')).not.toMatch(/br7|br8/);
        expect(readFileSync(journalPath, 'utf8').trim().split('\n').at(-1)).toContain('"end":"rolled-back"');
        expect(await pending(lab)).toBe('');
      });
    });
  }, 90_000);

  test('is kept on both hosts when proved, and taken back on both when declined', async () => {
    await withSshLab({ hosts: ['alpha', 'beta'] }, async (lab) => {
      await withHosts(lab, ['free-alpha', 'beta'], async (session, journalPath) => {
        const change = (to: number) =>
          new Map<HostId, readonly Step[]>([
            ['ssh:free-alpha', [mtu('eth0', to)]],
            ['ssh:beta', [bridge(`br${to}`)]],
          ]);
        const asked: number[] = [];
        const answer = (said: 'keep' | 'revert') => async (deadline: number) => {
          asked.push(deadline - Date.now());
          expect(await pending(lab)).toBe('tx1\n');
          return said;
        };
        const kept = await apply(session, journalPath, change(1400), { confirm: answer('keep') });
        expect([kept.end, await pending(lab)]).toEqual(['committed', '']);
        expect(await linksOf(lab, 'beta')).toContain('br1400');
        for (const host of ['ssh:free-alpha', 'ssh:beta'] as const) await session.hosts.find(host)?.refresh();
        const declined = await apply(session, journalPath, change(1300), { confirm: answer('revert') });
        expect([declined.end, await pending(lab)]).toEqual(['rolled-back', '']);
        expect(await linksOf(lab, 'beta')).not.toContain('br1300');
        expect(await inHost(lab.host('alpha'), 'cat', '/sys/class/net/eth0/mtu')).toBe('1400\n');
        for (const left of asked) expect(left).toBeGreaterThan(20_000);
      });
    });
  }, 60_000);

  test('other changes arm nothing', async () => {
    await withSshLab({}, async (lab) => {
      await withHosts(lab, ['free-alpha'], async (session, journalPath) => {
        const confirm = async (): Promise<'keep'> => {
          throw new Error('asked');
        };
        const steps = new Map([['ssh:free-alpha' as HostId, [bridge('br7')]]]);
        expect((await apply(session, journalPath, steps, { confirm })).end).toBe('committed');
      });
    });
  });
});

/** A session that finds a change in its journal, whose program was killed while the host waited for a word. */
async function afterCrash(
  confirmWithinS: number,
  body: (lab: SshLab, session: Session, journalPath: string) => Promise<void>,
): Promise<void> {
  const bundle = await bundleForAnyone(new URL('../../lab/cut-off-story.ts', import.meta.url).pathname);
  try {
    await withSshLab({}, async (lab) => {
      const path = join(lab.folder, 'journal.jsonl');
      const program = runProgram(bundle.path, [lab.configFile, path, String(confirmWithinS)]);
      await program.said('waits');
      await program.kill();
      const session = createSession({ journal: openJournal(path), clock });
      await session.overlays.reload();
      expect(session.overlays.recoveries().map(({ entryId }) => entryId)).toEqual(['story']);
      expect(await mtuOfEth0(lab)).toBe('1400\n');
      await body(lab, session, path).finally(() => session.close());
    });
  } finally {
    bundle.remove();
  }
}

const mtuOfEth0 = (lab: SshLab): Promise<string> => inHost(lab.host('alpha'), 'cat', '/sys/class/net/eth0/mtu');
const lastLine = (path: string): string | undefined => readFileSync(path, 'utf8').trim().split('\n').at(-1);
const toAlpha = ({ configFile }: SshLab) => sshTransport({ host: 'ssh:free-alpha', target: 'free-alpha', configFile });

describe('after a crash of ours', () => {
  test('the journal says that the host took the change back', async () => {
    await afterCrash(4, async (lab, session, path) => {
      session.hosts.add(toAlpha(lab));
      await until('it has ended', () => session.overlays.recoveries().length === 0);
      expect(await mtuOfEth0(lab)).toBe('1500\n');
      expect(lastLine(path)).toContain('took it back by themselves');
      expect(await pending(lab)).toBe('');
    });
  }, 60_000);

  test('a change that is kept in time is kept on the host, too', async () => {
    await afterCrash(600, async (lab, session, path) => {
      expect((await session.hosts.add(toAlpha(lab), { live: false }).refresh()).ok).toBe(true);
      expect(await pending(lab)).toBe('story\n');
      expect(await session.keep('story')).toEqual({ ok: true, value: [] });
      expect(session.overlays.recoveries()).toEqual([]);
      // Nothing waits there any more, so nothing can take it back.
      expect(await pending(lab)).toBe('');
      expect(await mtuOfEth0(lab)).toBe('1400\n');
      expect(lastLine(path)).toContain('"end":"kept"');
    });
  }, 60_000);
});

describe('linking', () => {
  test.each([
    ['ssh:free-alpha', 'ssh:beta', 'bridged'],
    ['ssh:free-alpha', 'lab:desk', 'routed'],
  ] as const)(
    '%s with %s, %s: both ping, and unlinking leaves nothing',
    async (a, b, mode) => {
      await withSshLab({ hosts: ['alpha', 'beta'] }, async (lab) => {
        const targets = [a, b].filter((host) => host.startsWith('ssh:')).map((host) => host.slice(4));
        await withHosts(lab, targets, async (session) => {
          if (b === 'lab:desk')
            await session.hosts.add(labTransport(lab.lab, lab.host('desk')), { live: false }).refresh();
          const before = await linksOf(lab, 'alpha');
          const intent = session.suggest([a, b], { mode });
          if (!intent.ok) throw new Error(JSON.stringify(intent.problem));
          const { plan } = session.previews.preview(intent.value);
          const result = await session.apply(plan!.planId, () => undefined);
          if (!result.ok) throw new Error(JSON.stringify(result.problem));
          expect([result.value.end, result.value.problems]).toEqual(['committed', []]);
          expect(result.value.health?.healthy).toBe(true);
          expect(result.value.health?.pings.every(({ rttMs }) => rttMs !== undefined)).toBe(true);
          const undo = session.previews.preview({ kind: 'unlink', name: intent.value.name });
          const undone = await session.apply(undo.plan!.planId, () => undefined);
          expect(undone.ok && undone.value.end).toBe('committed');
          await until(
            'the links are as before',
            async () => (await linksOf(lab, 'alpha')).split('\n').length === before.split('\n').length,
          );
        });
      });
    },
    60_000,
  );
});
