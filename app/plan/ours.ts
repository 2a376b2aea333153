/**
 * Whose a thing is. A name says little: what a change made may be gone, and another may stand there under its name. The journal
 * keeps the rows as they were after a change, and what identifies them (MAC, VNI and port; the index until a reboot) tells.
 */
import type { Link } from '../noun/link/row.ts';
import { linkKeysOf } from '../noun/place.ts';
import type { Tables } from '../noun/snapshot.ts';
import { makes, needs, type Step } from '../noun/step.ts';
import type { HostPlan } from './plan.ts';

/** What identifies a link, as it was recorded. */
export type Recorded = Pick<Link, 'kind' | 'ifindex' | 'mac'> & {
  readonly vxlan?: { readonly vni: number; readonly dstport: number };
};

/** What the journal knows of the links of one change on one host. */
export interface Ours {
  /** Each as it was after the change, or after undoing and redoing it, by key. */
  readonly links: ReadonlyMap<string, readonly Recorded[]>;
  /** What a later change that stands has made anew, with that change's title, by key. */
  readonly claims: ReadonlyMap<string, string>;
  /** Whether an index still means the same link. */
  readonly sameBoot: boolean;
}

/** Nothing was recorded: entries of early versions. */
export const NOTHING_KNOWN: Ours = { links: new Map(), claims: new Map(), sameBoot: false };

export function isSameLink(recorded: Recorded, now: Link, sameBoot: boolean): boolean {
  if (recorded.kind !== now.kind) return false;
  const sameMac = recorded.mac !== undefined && recorded.mac === now.mac;
  const sameIndex = sameBoot && recorded.ifindex === now.ifindex;
  if (recorded.vxlan === undefined) return sameMac || sameIndex;
  const sameTunnel = recorded.vxlan.vni === now.vxlan?.vni && recorded.vxlan.dstport === now.vxlan.dstport;
  return sameTunnel && (sameMac || sameIndex);
}

/** `ours`, `another`, `gone`, or `unknown` where nothing was recorded of it. */
export function judgeLink(
  tables: Tables,
  key: string,
  { links, claims, sameBoot }: Ours,
): 'ours' | 'another' | 'gone' | 'unknown' {
  const link = tables.link.find((row) => row.key === key);
  if (link === undefined) return 'gone';
  if (claims.has(key)) return 'another';
  const recorded = links.get(key);
  if (recorded === undefined) return 'unknown';
  return recorded.some((one) => isSameLink(one, link, sameBoot)) ? 'ours' : 'another';
}

/** What these steps make is nobody else's from then on, whatever a change recorded under its name: on the way back it is made as it was before. */
export function withMade(ours: Ours, steps: readonly Step[]): Ours {
  const keys = new Set(linkKeysOf(steps.flatMap(makes)));
  return keys.size === 0 ? ours : { ...ours, links: new Map([...ours.links].filter(([key]) => !keys.has(key))) };
}

/** The links that a step stands on or makes, of which one is another's by now: in words, with what that is. */
export function takenByOthers(tables: Tables, step: Step, ours: Ours): string | undefined {
  const keys = linkKeysOf([...needs(step), ...makes(step)]);
  const taken = keys.find((key) => judgeLink(tables, key, ours) === 'another');
  const link = tables.link.find(({ key }) => key === taken);
  if (link === undefined) return undefined;
  const by = ours.claims.get(link.key);
  return `taken by ${identityText(link)}${by === undefined ? ', which this change did not make' : `, made by "${by}"`}`;
}

/** `a vxlan named vx7 (VNI 9, port 4789, MAC 02:…)`. */
export function identityText({ kind, name, mac, vxlan }: Link): string {
  const facts = [
    ...(vxlan === undefined ? [] : [`VNI ${vxlan.vni}`, `port ${vxlan.dstport}`]),
    ...(mac === undefined ? [] : [`MAC ${mac}`]),
  ];
  return `a ${kind} named ${name}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

/** What would go along, or lose what it stands on, if a step removed its link or namespace; without what the same plan made. */
export function usersOf(tables: Tables, removal: Step, plan: HostPlan): readonly string[] {
  const own = new Set(linkKeysOf(plan.steps.flatMap(({ step }) => makes(step))));
  const users = tables.link.filter(({ key }) => !own.has(key));
  if (removal.do === 'netns-del')
    return users.filter(({ netns, name }) => netns === removal.name && !isEverywhere(name)).map(({ name }) => name);
  if (removal.do !== 'link-del') return [];
  const { netns, name } = removal;
  const stands = (link: Link): boolean =>
    link.master === name || link.vxlan?.dev === name || (link.kind !== 'veth' && link.peer === name);
  return users.filter((link) => link.netns === netns && stands(link)).map((link) => link.name);
}

/** Loopback, and the devices that modules put into every namespace (`fb_tunnels_only_for_init_net`, kernel 6.18). */
export function isEverywhere(name: string): boolean {
  return /^(lo|tunl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|sit0|ip6tnl0|ip6gre0)$/.test(name);
}
