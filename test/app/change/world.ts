/** A host with one of everything, as it reads back, and asking for edits of it. */
import * as v from 'valibot';
import { planEdit, type PlannedEdit } from '../../../app/change/edit-plan.ts';
import { EditIntent } from '../../../app/noun/items.ts';
import { shellText } from '../../../app/base/shell.ts';
import { stepArgv } from '../../../app/noun/step-argv.ts';
import { EMPTY_TABLES, type Snapshot, type Tables } from '../../../app/noun/snapshot.ts';
import { newLink } from '../../../app/noun/link/rows.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { problemText } from '../../../app/problem/text.ts';

export const MAC = '02:00:00:00:00:01';
export const FLOOD = '00:00:00:00:00:00';
const at = { netns: '' } as const;

const MADE: readonly Step[] = [
  { do: 'address-add', ...at, dev: 'eth0', address: '192.0.2.1/24' },
  { do: 'netns-add', name: 'red' },
  { do: 'link-add-bridge', ...at, name: 'br0', mac: '02:00:00:00:00:b0' },
  {
    do: 'link-add-vxlan',
    ...at,
    name: 'vx0',
    mac: '02:00:00:00:00:a0',
    mtu: 1450,
    vxlan: { vni: 42, local: '192.0.2.1', dev: 'eth0', dstport: 4789 },
  },
  { do: 'link-add-veth', ...at, name: 'v0', peer: { name: 'v1', netns: 'red' } },
  { do: 'link-set-master', ...at, name: 'v0', master: 'br0' },
  ...['br0', 'vx0', 'v0'].map((name) => ({ do: 'link-set-up', ...at, name, up: true }) as const),
  { do: 'address-add', ...at, dev: 'vx0', address: '10.0.0.1/24' },
  { do: 'fdb-add', ...at, dev: 'vx0', mac: MAC, dst: '192.0.2.2', owner: 'self', state: 'permanent' },
  { do: 'fdb-append', ...at, dev: 'vx0', mac: FLOOD, dst: '192.0.2.2', owner: 'self', state: 'permanent' },
  { do: 'neighbour-add', ...at, dev: 'vx0', dst: '10.0.0.2', mac: MAC, state: 'permanent' },
  { do: 'route-add', ...at, family: 'inet', dst: '10.1.0.0/24', via: '10.0.0.2', dev: 'vx0', onlink: true },
  { do: 'link-add-vxlan', ...at, name: 'flannel.1', vxlan: { vni: 1, dstport: 8472 } },
];

const START: Tables = {
  ...EMPTY_TABLES,
  link: [
    newLink({ ...at, name: 'lo', kind: 'loopback', mtu: 65536, up: true }),
    newLink({ ...at, name: 'eth0', kind: 'ether', mac: '02:00:00:00:00:e0', up: true }),
  ],
};

export function hostWith(iproute = 'iproute2-6.1.0'): Snapshot {
  return { host: 'lab:alpha', iproute, collectedAt: 0, tables: MADE.reduce(simulate, START) };
}

export function asked(
  items: readonly unknown[],
  more: { readonly iproute?: string; readonly unlock?: readonly string[] } = {},
): PlannedEdit {
  const intent = v.parse(EditIntent, { kind: 'edit', host: 'lab:alpha', items, unlock: more.unlock });
  return planEdit(intent, hostWith(more.iproute));
}

/** `FIELD: text`, one a problem. */
export function said({ problems }: PlannedEdit): readonly string[] {
  return problems.map((problem) => `${problem.where.field}: ${problemText(problem).text}`);
}

export function commands({ plan }: PlannedEdit): readonly string[] {
  return (plan?.hosts[0]?.steps ?? []).map(({ step }) => shellText(stepArgv(step)));
}
