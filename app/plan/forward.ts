/** Accept rules in the filter's FORWARD chain (the article's `iptables -A FORWARD -j ACCEPT`, but only as wide as needed). */
import * as v from 'valibot';
import { forwardKey, type ForwardChain } from '../model/forward.ts';
import type { Tables } from '../model/snapshot.ts';
import { putRow } from './edit.ts';
import { Ifname, NetnsRef } from './field.ts';

const rule = { netns: NetnsRef, family: v.picklist(['inet', 'inet6']), in: Ifname, out: Ifname };

export const ForwardStep = v.variant('do', [
  v.strictObject({ do: v.literal('forward-accept-add'), ...rule }),
  v.strictObject({ do: v.literal('forward-accept-del'), ...rule }),
]);
export type ForwardStep = v.InferOutput<typeof ForwardStep>;

export function simulateForward(tables: Tables, step: ForwardStep): Tables {
  const chain = find(tables, step);
  if (chain === undefined) return tables;
  const text = textOf(step);
  const others = chain.rules.filter((other) => other !== text);
  return putRow(tables, 'forward', { ...chain, rules: step.do === 'forward-accept-add' ? [text, ...others] : others });
}

export function forwardHolds(tables: Tables, step: ForwardStep): boolean {
  return (find(tables, step)?.rules.includes(textOf(step)) ?? false) === (step.do === 'forward-accept-add');
}

export function invertForward(step: ForwardStep): readonly ForwardStep[] {
  return [{ ...step, do: step.do === 'forward-accept-add' ? 'forward-accept-del' : 'forward-accept-add' }];
}

/** Whether the chain may drop a packet that no rule of ours accepts. A chain that could not be read is taken as open. */
export function mayDrop(chain: ForwardChain | undefined): boolean {
  return chain !== undefined && (chain.policy !== 'ACCEPT' || chain.rules.some((text) => !/-j ACCEPT\b/.test(text)));
}

function find(tables: Tables, step: ForwardStep): ForwardChain | undefined {
  const key = forwardKey(step.netns, step.family);
  return tables.forward.find((row) => row.key === key);
}

/** The rule as `iptables -S` prints it (1.8.9). */
function textOf(step: ForwardStep): string {
  return `-A FORWARD -i ${step.in} -o ${step.out} -j ACCEPT`;
}
