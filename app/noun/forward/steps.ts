/** Accept rules in the filter's FORWARD chain (the article's `iptables -A FORWARD -j ACCEPT`, but only as wide as needed). */
import * as v from 'valibot';
import type { Invocation } from '../../base/argv.ts';
import { forwardKey, type ForwardChain } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { putRow } from '../draft.ts';
import { Ifname, NetnsRef } from '../../base/field.ts';

const rule = { netns: NetnsRef, family: v.picklist(['inet', 'inet6']), in: Ifname, out: Ifname };

export const ForwardStep = v.variant('do', [
  /** `position` counts from 1, which is where a new rule goes: before all that may drop. */
  v.strictObject({
    ...{ do: v.literal('forward-accept-add'), ...rule },
    position: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))),
  }),
  v.strictObject({ do: v.literal('forward-accept-del'), ...rule }),
]);
export type ForwardStep = v.InferOutput<typeof ForwardStep>;

export function simulateForward(tables: Tables, step: ForwardStep): Tables {
  const chain = find(tables, step);
  if (chain === undefined) return tables;
  const text = textOf(step);
  const others = chain.rules.filter((other) => other !== text);
  const at = step.do === 'forward-accept-add' ? (step.position ?? 1) - 1 : 0;
  const rules = step.do === 'forward-accept-add' ? [...others.slice(0, at), text, ...others.slice(at)] : others;
  return putRow(tables, 'forward', { ...chain, rules });
}

export function forwardHolds(tables: Tables, step: ForwardStep): boolean {
  return (find(tables, step)?.rules.includes(textOf(step)) ?? false) === (step.do === 'forward-accept-add');
}

/** A rule that was removed comes back where it stood: after a rule that drops it would mean something else. */
export function invertForward(step: ForwardStep, before: Tables): readonly ForwardStep[] {
  const { netns, family, in: from, out } = step;
  const same = { netns, family, in: from, out };
  if (step.do === 'forward-accept-add') return [{ do: 'forward-accept-del', ...same }];
  const at = find(before, step)?.rules.indexOf(textOf(step)) ?? 0;
  return [{ do: 'forward-accept-add', ...same, ...(at > 0 ? { position: at + 1 } : {}) }];
}

/** Not further down than the chain is long today: `iptables` refuses that. */
export function fitForward(tables: Tables, step: ForwardStep): ForwardStep {
  if (step.do === 'forward-accept-del' || step.position === undefined) return step;
  return { ...step, position: Math.min(step.position, (find(tables, step)?.rules.length ?? 0) + 1) };
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

/** `-I` puts the rule first, before whatever drops (Docker's policy, say), unless it says a place; `-D` removes exactly that rule. */
export function compileForward(step: ForwardStep): Invocation {
  const verb = step.do === 'forward-accept-add' ? '-I' : '-D';
  const place = step.do === 'forward-accept-add' && step.position !== undefined ? [String(step.position)] : [];
  const args = ['-w', verb, 'FORWARD', ...place, '-i', step.in, '-o', step.out, '-j', 'ACCEPT'];
  return { tool: step.family === 'inet6' ? 'ip6tables' : 'iptables', netns: step.netns, args };
}
