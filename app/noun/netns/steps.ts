/** Named namespaces: making one, removing one with everything in it. */
import * as v from 'valibot';
import type { Invocation } from '../../base/argv.ts';
import { linkKey } from '../link/row.ts';
import { netnsKey } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { dropRows, putRow } from '../draft.ts';
import { NetnsName } from '../../base/field.ts';
import { dropLink, newLink } from '../link/rows.ts';

export const NetnsStep = v.variant('do', [
  v.strictObject({ do: v.literal('netns-add'), name: NetnsName }),
  v.strictObject({ do: v.literal('netns-del'), name: NetnsName }),
]);
export type NetnsStep = v.InferOutput<typeof NetnsStep>;

/** The tables after the step: a new namespace holds a loopback that is down. */
export function simulateNetns(tables: Tables, step: NetnsStep): Tables {
  const { name } = step;
  if (step.do === 'netns-add') {
    const loopback = newLink({ netns: name, name: 'lo', kind: 'loopback', mtu: 65536 });
    return putRow(putRow(tables, 'netns', { key: netnsKey(name), name, raw: {} }), 'link', loopback);
  }
  const inside = tables.link.filter((link) => link.netns === name);
  const emptied = inside.reduce((left, link) => dropLink(left, linkKey(name, link.name)), tables);
  return dropRows(emptied, 'netns', (row) => row.name === name);
}

export function netnsHolds(tables: Tables, step: NetnsStep): boolean {
  return tables.netns.some((row) => row.name === step.name) === (step.do === 'netns-add');
}

/** What a removed namespace held is brought back by `restore`, itself included. */
export function invertNetns(step: NetnsStep): readonly NetnsStep[] {
  return step.do === 'netns-add' ? [{ do: 'netns-del', name: step.name }] : [];
}

export function compileNetns(step: NetnsStep): Invocation {
  return { tool: 'ip', netns: '', args: ['netns', step.do === 'netns-add' ? 'add' : 'del', step.name] };
}
