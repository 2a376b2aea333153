/** Whether a finding is about an overlay: on its members, and of one of the things it is made of. */
import type { OverlayMember, OverlaySpec } from '../overlay/overlay.ts';

/** What is read of a finding; the window's own form of it will do. */
export interface Placed {
  readonly host: string;
  readonly hosts: readonly string[];
  readonly table: string;
  readonly entry: string;
  readonly says: string;
  readonly proof: { readonly command: string; readonly line: string };
}

/** What holds for a whole host: its rows name no device. */
const OF_HOST: ReadonlySet<string> = new Set(['sysctl', 'firewall', 'forward', 'rule', 'tc', 'underlay']);

export function concerns({ host, hosts, table, entry, says, proof }: Placed, { vni, members }: OverlaySpec): boolean {
  const theirs = members.filter((one) => one.host === host || hosts.includes(one.host));
  const all = [...new Set([host, ...hosts])];
  if (theirs.length < all.length || theirs.length === 0) return false;
  const netns = /^(\S+): /.exec(entry)?.[1];
  if (OF_HOST.has(table)) return netns === undefined || theirs.some(({ endpoint }) => endpoint?.netns === netns);
  const words = new Set(`${entry}\n${says}\n${proof.command}\n${proof.line}`.split(/[^A-Za-z0-9_.:-]+/).map(bare));
  const own = [...theirs.flatMap(devicesOf), ...members.flatMap(addressesOf), String(vni)];
  if (own.some((name) => words.has(name))) return true;
  // Overlays share the addresses of the underlay: what is asked of one's device is not about another's.
  return !/ dev \S/.test(proof.command) && members.some(({ tunnels }) => tunnels.some(({ local }) => words.has(local)));
}

/** Names mean something on their own host only. */
function devicesOf({ dev, tunnels, bridge, endpoint }: OverlayMember): readonly string[] {
  const inner = endpoint === null ? [] : [endpoint.netns, endpoint.dev, endpoint.port];
  return [dev, bridge, ...tunnels.map(({ name }) => name), ...inner];
}

/** Addresses that are one overlay's alone mean the same everywhere. */
function addressesOf({ tunnels, endpoint }: OverlayMember): readonly string[] {
  const inner = (endpoint?.addresses ?? []).map((one) => one.split('/')[0] ?? one);
  return [...tunnels.map(({ mac }) => mac), ...inner];
}

/** A word at the end of a sentence, or before a colon, is the word. */
function bare(word: string): string {
  return word.replace(/[.:,]+$/, '');
}
