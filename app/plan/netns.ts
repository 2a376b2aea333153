/** Named namespaces: making one, removing one with everything in it. */
import * as v from 'valibot';
import { linkKey } from '../model/link.ts';
import { netnsKey } from '../model/netns.ts';
import type { Tables } from '../model/snapshot.ts';
import { dropRows, putRow } from './edit.ts';
import { NetnsName } from './field.ts';
import { dropLink, newLink } from './link-rows.ts';

export const NetnsStep = v.variant('do', [
  v.strictObject({ do: v.literal('netns-add'), name: NetnsName }),
  v.strictObject({ do: v.literal('netns-del'), name: NetnsName }),
]);
export type NetnsStep = v.InferOutput<typeof NetnsStep>;

/** The tables after the step: a new namespace holds a loopback that is down. */
export function simulateNetns(tables: Tables, step: NetnsStep): Tables {
  const { name } = step;
  if (step.do === 'netns-add') {
    const loopback = newLink({ netns: name, name: 'lo', kind: 'loopback', mtu: 65536, mac: '00:00:00:00:00:00' });
    return putRow(putRow(tables, 'netns', { key: netnsKey(name), name, raw: {} }), 'link', loopback);
  }
  const inside = tables.link.filter((link) => link.netns === name);
  const emptied = inside.reduce((left, link) => dropLink(left, linkKey(name, link.name)), tables);
  return dropRows(
    dropRows(emptied, 'sysctl', (row) => row.netns === name),
    'netns',
    (row) => row.name === name,
  );
}

export function netnsHolds(tables: Tables, step: NetnsStep): boolean {
  return tables.netns.some((row) => row.name === step.name) === (step.do === 'netns-add');
}

/** A removed namespace cannot be brought back with what it held: its inverse only makes it again. */
export function invertNetns(step: NetnsStep): readonly NetnsStep[] {
  return [{ do: step.do === 'netns-add' ? 'netns-del' : 'netns-add', name: step.name }];
}
