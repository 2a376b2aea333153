/** Overlays of many lab hosts, said shortly. */
import { expect } from 'vitest';
import type { DeclaredOverlay } from '../../../app/contract/overlay-view.ts';
import type { ApplyResult } from '../../../app/contract/plan-view.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { OverlayFile, OverlayMode, OverlaySpec } from '../../../app/overlay/overlay.ts';
import { completeFrom } from '../../../main/engine/overlay-previews.ts';
import type { Session } from '../../../main/engine/session.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { hostOf, inHost } from '../../lab/lab-for-test.ts';
import { applied } from './engine-for-test.ts';

export type Families = 'IPv4' | 'IPv6' | 'dual';
const PREFIXES: Readonly<Record<Families, readonly string[]>> = {
  IPv4: ['10.120.0.0/16'],
  IPv6: ['fd12:120::/48'],
  dual: ['10.120.0.0/16', 'fd12:120::/48'],
};

/** Every lab host also gets an IPv6 address on the underlay, ready at once (`nodad`). */
export async function giveIpv6(lab: Lab): Promise<void> {
  await Promise.all(
    lab.hosts.map(({ name }, index) =>
      inHost(hostOf(lab, name), 'ip', '-6', 'address', 'add', `fd00:64::${index + 3}/64`, 'dev', 'eth0', 'nodad'),
    ),
  );
}

export function fileOf(mode: OverlayMode, families: Families, hosts: readonly string[]): OverlayFile {
  const members = hosts.map((name) => ({ host: `lab:${name}` as HostId }));
  return { name: 'mesh', mode, vni: 77, prefixes: [...PREFIXES[families]], members };
}

export function completed(session: Session, file: OverlayFile): OverlaySpec {
  const { spec, problems } = completeFrom(file, session);
  if (spec === undefined) throw new Error(JSON.stringify(problems, null, 1));
  return spec;
}

export async function applyFile(session: Session, file: OverlayFile): Promise<ApplyResult> {
  return applied(session, { kind: 'overlay-apply', spec: completed(session, file) });
}

/** Reads every host again, and answers with the overlay as a window would show it. */
export async function seen(session: Session, name = 'mesh'): Promise<DeclaredOverlay> {
  await Promise.all(session.hosts.list().map(({ id }) => session.hosts.find(id)?.refresh()));
  const view = session.stated.views().find(({ spec }) => spec.name === name);
  if (view === undefined) throw new Error(`${name} is not stated`);
  return view;
}

/** Nothing drifted, and every pair answers with packets as large as the MTU. */
export async function expectWhole(session: Session, members: number, families: Families): Promise<void> {
  const view = await seen(session);
  expect(view.members.map(({ host, state, drift }) => ({ host, state, drift }))).toEqual(
    view.spec.members.map(({ host }) => ({ host, state: 'true', drift: [] })),
  );
  const matrix = await session.matrix('mesh');
  if (!matrix.ok) throw new Error(JSON.stringify(matrix.problem));
  const { pings, unknown } = matrix.value;
  expect(unknown).toEqual([]);
  expect(pings).toHaveLength(members * (members - 1) * (families === 'dual' ? 2 : 1));
  const bad = pings.filter(({ rttMs, largestPacket }) => rttMs === undefined || largestPacket !== view.spec.mtu);
  expect(bad).toEqual([]);
}
