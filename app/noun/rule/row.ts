import { at } from '../named.ts';
import type { DurableRow } from '../noun.ts';
import type { JsonObject } from '../../base/json.ts';

/** What packets a policy rule is about, and what it says of them (ip-rule(8)). */
export interface RuleFields {
  readonly netns: string;
  readonly family: 'inet' | 'inet6';
  readonly priority: number;
  /** It is about every packet but these. */
  readonly not?: boolean;
  /** A prefix or an address; `from all` where it is left out. */
  readonly src?: string;
  readonly dst?: string;
  readonly tos?: string;
  /** `0x10`, or `0x10/0xff` with its mask. */
  readonly fwmark?: string;
  readonly iif?: string;
  readonly oif?: string;
  readonly ipproto?: string;
  /** `4789`, or `100-200`. */
  readonly sport?: string;
  readonly dport?: string;
  readonly uidrange?: string;
  readonly tunId?: number;
  /** The table that is looked up; else a `goto`, or what becomes of the packet. */
  readonly table?: string;
  readonly goto?: number;
  readonly action?: string;
  readonly suppressPrefixlength?: number;
  readonly suppressIfgroup?: string;
  readonly realms?: string;
  readonly protocol?: string;
}

/** A rule of the policy database. Rules of one priority are asked in the order in which they were added. */
export interface Rule extends RuleFields {
  readonly key: string;
  /** Words that no step of ours says (`dscp`, `flowlabel`, port masks: newer than this list): such a rule is not made again. */
  readonly others: readonly string[];
  readonly raw: JsonObject;
}

/** What tells rules apart: the kernel takes none twice with all of this the same (`rule_exists`, fib_rules.c). */
export const WHAT = [
  ...(['not', 'src', 'dst', 'tos', 'fwmark', 'iif', 'oif', 'ipproto', 'sport', 'dport', 'uidrange', 'tunId'] as const),
  ...(['table', 'goto', 'action', 'suppressPrefixlength', 'suppressIfgroup', 'realms'] as const),
] as const;

export function ruleKey(row: RuleFields & { readonly others?: readonly string[] }): string {
  const what = WHAT.flatMap((field) => (row[field] === undefined ? [] : [`${field} ${String(row[field])}`]));
  return [row.netns, row.family, row.priority, ...what, ...(row.others ?? [])].join('|');
}

/** The three that every namespace starts with, and those of VRFs: no edit takes them away. */
export function isKernelRule({ protocol, priority, table, src, dst }: Rule): boolean {
  const usual = { 0: 'local', 32766: 'main', 32767: 'default' }[priority];
  return protocol === 'kernel' || (usual === table && usual !== undefined && src === undefined && dst === undefined);
}

export function ruleText(row: RuleFields & { readonly others?: readonly string[] }): string {
  const { src, dst, iif, oif, fwmark, ipproto, sport, dport, not } = row;
  const said = { from: src ?? 'all', to: dst, iif, oif, fwmark, ipproto, sport, dport };
  const words = Object.entries(said).flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`]));
  return [`${row.priority}:`, ...(not === true ? ['not'] : []), ...words, thenText(row)].join(' ');
}

export function thenText({ table, goto, action }: RuleFields): string {
  if (table !== undefined) return `lookup ${table}`;
  return goto === undefined ? (action ?? '') : `goto ${goto}`;
}

/** With the place among those of its priority, which decides who is asked first. */
export function durableRules(rows: readonly Rule[]): readonly DurableRow[] {
  const counts = new Map<string, number>();
  return rows
    .filter((row) => !isKernelRule(row))
    .map(({ raw: _, ...row }) => {
      const same = `${row.netns}|${row.family}|${row.priority}`;
      const place = (counts.get(same) ?? 0) + 1;
      counts.set(same, place);
      return { ...row, place, name: at(ruleText(row), row.netns) };
    });
}
