/** One overlay over hosts of both kinds: two that are reached by ssh as a user with sudo, and one of the lab. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { OverlayFile } from '../../../app/overlay/overlay.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import { completeFrom } from '../../../main/engine/overlay-previews.ts';
import { createSession, type Session } from '../../../main/engine/session.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { sshTransport } from '../../../main/transport/ssh.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';
import { lookAt } from '../engine/engine-for-test.ts';

const fileOf = (hosts: readonly HostId[]): OverlayFile => ({
  name: 'mixed',
  mode: 'flannel',
  vni: 77,
  prefixes: ['10.120.0.0/16'],
  members: hosts.map((host) => ({ host })),
});

async function withMixed(lab: SshLab, body: (session: Session) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-mixed-'));
  const session = createSession({
    journal: openJournal(join(folder, 'journal.jsonl')),
    clock: { now: () => Date.now() },
  });
  try {
    const ssh = ['free-alpha', 'free-beta'].map((target) =>
      sshTransport({ host: `ssh:${target}`, target, configFile: lab.configFile }),
    );
    for (const transport of [...ssh, labTransport(lab.lab, lab.host('gamma'))])
      await session.hosts.add(transport, { live: false }).refresh();
    await session.overlays.reload();
    await body(session);
  } finally {
    await session.close();
    rmSync(folder, { recursive: true });
  }
}

async function apply(session: Session, intent: unknown): Promise<unknown> {
  const { plan, problems } = session.previews.preview(intent);
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  const result = await session.apply(plan.planId, () => undefined);
  return result.ok ? { end: result.value.end, problems: result.value.problems } : result.problem;
}

async function applyFile(session: Session, hosts: readonly HostId[]): Promise<unknown> {
  const { spec, problems } = completeFrom(fileOf(hosts), session);
  if (spec === undefined) throw new Error(JSON.stringify(problems));
  return apply(session, { kind: 'overlay-apply', spec });
}

describe('an overlay over ssh and lab hosts', () => {
  test('is built, joined, answers between every pair, and is destroyed without a trace', async () => {
    await withSshLab({ hosts: ['alpha', 'beta', 'gamma'] }, (lab) =>
      withMixed(lab, async (session) => {
        const names = ['alpha', 'beta', 'gamma'] as const;
        const look = () => Promise.all(names.map((name) => lookAt(lab.lab, `lab:${name}`)));
        const before = await look();
        const done = { end: 'committed', problems: [] };
        expect(await applyFile(session, ['ssh:free-alpha', 'lab:gamma'])).toEqual(done);
        expect(await applyFile(session, ['ssh:free-alpha', 'lab:gamma', 'ssh:free-beta'])).toEqual(done);
        const matrix = await session.matrix('mixed');
        expect(matrix.ok && matrix.value.pings.filter(({ rttMs }) => rttMs !== undefined)).toHaveLength(6);
        expect(session.stated.views()[0]?.members.map(({ state }) => state)).toEqual(['true', 'true', 'true']);
        expect(await apply(session, { kind: 'overlay-destroy', name: 'mixed' })).toEqual(done);
        const after = await look();
        names.forEach((name, index) =>
          expect(sameDurable(before[index] as never, after[index] as never), name).toEqual([]),
        );
      }),
    );
  }, 90_000);
});
