import { FLOOD_MAC } from './fdb/row.ts';
import type { Rings } from './noun.ts';
import { NOUNS } from './nouns.ts';
import type { TableName } from './snapshot.ts';
import { argvOf } from '../base/argv.ts';

/** What a doorbell says: something in these tables of this namespace may have changed. Never what. */
export interface Dirty {
  readonly netns: string;
  readonly tables: readonly TableName[];
  /** For a single FDB entry: which one, so that it alone can be read again. */
  readonly fdb?: { readonly dev: string; readonly mac: string };
}

/**
 * The doorbells of one namespace, to run side by side. No version prints JSON for a monitor, so a line is only a bell.
 * One process a namespace: `all-nsid` prints device names resolved in the wrong one. `netconf` rings for `ip_forward`.
 */
export function monitorArgvs(netns: string): readonly (readonly string[])[] {
  return [
    argvOf({ tool: 'ip', netns, args: ['monitor', ...ringing('ip')] }),
    argvOf({ tool: 'bridge', netns, args: ['monitor', ...ringing('bridge')] }),
  ];
}

/** The objects of a monitor that ring for a noun. */
function ringing(tool: 'ip' | 'bridge'): readonly string[] {
  return NOUNS.flatMap(({ read }) => (read.rings as Rings)[tool] ?? []);
}

/** Nouns whose lines are told from all others. */
const OWN_LINES = NOUNS.flatMap(({ id, read }) => {
  const { line } = read.rings as Rings;
  return line === undefined ? [] : [{ id, line }];
});

/** Stray labels (bridge before 6.0, ip before 6.11), `all-nsid` prefixes and time stamps say nothing about the table. */
const PREFIX = /^(?:\[(?:[A-Z]+|nsid [^\]]*)\])*\s*/;
const LINK = /^(?:\d+: )?\S+: </;
const ADDRESS = /^(?:\d+: )?\S+\s+inet6? /;
const NETCONF = /^(?:ipv4|ipv6|inet6?|mpls) (\S+)(?: |$)/;
const FDB = /^([0-9a-f]{2}(?::[0-9a-f]{2}){5}) dev (\S+)(.*)$/;
const NEIGHBOUR =
  /^(?:[0-9a-f.:]+ )?dev \S+ (?:.* )?(?:INCOMPLETE|REACHABLE|STALE|DELAY|PROBE|FAILED|NOARP|PERMANENT|NONE|proxy)\b/;
/** `ip monitor` prints FDB entries as neighbours: without an address, or with the remote VTEP's and two states. */
const FDB_AS_NEIGHBOUR = /^(?:dev |.* NOARP PERMANENT)/;

/**
 * Which tables a line of `ip monitor` or `bridge monitor` rings for; `undefined` for continuation lines, blank lines
 * and what `bridge monitor fdb` says better. A hint in `fdb` is about the device's own (`self`) entry only.
 */
export function parseMonitorLine(line: string, netns: string): Dirty | undefined {
  const labelled = PREFIX.exec(line)?.[0] ?? '';
  if (line.trim() === '' || (/^\s/.test(line) && labelled.trim() === '')) return undefined;
  const plain = line.slice(labelled.length);
  const deleted = plain.startsWith('Deleted ');
  const what = (deleted ? plain.slice('Deleted '.length) : plain).trimEnd();
  const fdb = FDB.exec(what);
  if (fdb !== null) return fdbDirty(netns, fdb);
  const tables = tablesOf(what, deleted);
  return tables.length === 0 ? undefined : { netns, tables };
}

function tablesOf(what: string, deleted: boolean): readonly TableName[] {
  const own = OWN_LINES.filter(({ line }) => line.test(what));
  if (own.length > 0) return own.map(({ id }) => id);
  if (LINK.test(what)) return linkTables(what, deleted);
  if (NEIGHBOUR.test(what)) return FDB_AS_NEIGHBOUR.test(what) ? [] : ['neighbour'];
  const netconf = NETCONF.exec(what);
  if (netconf !== null) return netconf[1] === 'all' ? ['sysctl'] : [];
  // The kernel makes and removes the connected routes with the address, and not every version says so.
  if (ADDRESS.test(what)) return ['address', 'route'];
  return ['route'];
}

/**
 * A link that goes down takes its IPv4 routes with it without a word (fib_flush sends no RTM_DELROUTE), and its
 * neighbours; a deleted one also its FDB. A line without `qdisc` is the bridge's view of a port: "deleted" then means
 * released, and the entries that go with it ring for themselves.
 */
function linkTables(what: string, deleted: boolean): readonly TableName[] {
  if (!/ qdisc /.test(what)) return ['link'];
  if (deleted) return ['link', 'address', 'route', 'neighbour', 'fdb'];
  const up = /^[^<]*<(?:[^,>]+,)*UP[,>]/.test(what);
  return up ? ['link'] : ['link', 'address', 'route', 'neighbour'];
}

/** The flood MAC stands once per destination, and an entry of an `external` device per VNI: those need the whole table. */
function fdbDirty(netns: string, [, mac = '', dev = '', rest = '']: RegExpExecArray): Dirty {
  const single = mac !== FLOOD_MAC && / self\b/.test(rest) && !/ src_vni | vlan /.test(rest);
  return single ? { netns, tables: ['fdb'], fdb: { dev, mac } } : { netns, tables: ['fdb'] };
}
