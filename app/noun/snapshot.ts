import type { Address } from './address/row.ts';
import type { BridgeVlan } from './vlan/row.ts';
import type { FdbEntry } from './fdb/row.ts';
import type { KeptFile } from './file/row.ts';
import type { ForwardChain } from './forward/row.ts';
import type { HostId } from '../base/host.ts';
import type { Link } from './link/row.ts';
import type { Neighbour } from './neighbour/row.ts';
import type { Netns } from './netns/row.ts';
import type { Offload } from './offload/row.ts';
import type { Route } from './route/row.ts';
import type { Sysctl } from './sysctl/row.ts';
import type { System } from './system/row.ts';

/** The one place where a noun is registered: its table's name and the type of its rows. */
export interface Tables {
  readonly netns: readonly Netns[];
  readonly link: readonly Link[];
  readonly address: readonly Address[];
  readonly route: readonly Route[];
  readonly fdb: readonly FdbEntry[];
  readonly neighbour: readonly Neighbour[];
  readonly sysctl: readonly Sysctl[];
  readonly forward: readonly ForwardChain[];
  readonly file: readonly KeptFile[];
  readonly vlan: readonly BridgeVlan[];
  readonly offload: readonly Offload[];
  readonly system: readonly System[];
}

export type TableName = keyof Tables;
export type RowOf<T extends TableName> = Tables[T][number];
export type Row = RowOf<TableName>;

export const TABLE_NAMES = [
  'netns',
  'link',
  'address',
  'route',
  'fdb',
  'neighbour',
  'sysctl',
  'forward',
  'file',
  'vlan',
  'offload',
  'system',
] as const satisfies readonly TableName[];

/** Everything that one collect read from one host. Rows keep the order in which the kernel listed them. */
export interface Snapshot {
  readonly host: HostId;
  /** What `ip -V` printed. */
  readonly iproute: string;
  /** Milliseconds since the epoch, given by whoever collected. */
  readonly collectedAt: number;
  readonly tables: Tables;
}

export const EMPTY_TABLES: Tables = {
  netns: [],
  link: [],
  address: [],
  route: [],
  fdb: [],
  neighbour: [],
  sysctl: [],
  forward: [],
  file: [],
  vlan: [],
  offload: [],
  system: [],
};
