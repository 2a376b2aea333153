/** What a host has: a table a noun, computed from the list of nouns. */
import type { HostId } from '../base/host.ts';
import type { Noun } from './noun.ts';
import { NOUNS } from './nouns.ts';

type AnyNoun = (typeof NOUNS)[number];
type RowsOf<N> = N extends Noun<string, infer R, infer _S, infer _I> ? readonly R[] : never;

export type TableName = AnyNoun['id'];
export type Tables = { readonly [N in AnyNoun as N['id']]: RowsOf<N> };
export type RowOf<T extends TableName> = Tables[T][number];
export type Row = RowOf<TableName>;

export const TABLE_NAMES: readonly TableName[] = NOUNS.map(({ id }) => id);

/** Everything that one collect read from one host. Rows keep the order in which the kernel listed them. */
export interface Snapshot {
  readonly host: HostId;
  /** What `ip -V` printed. */
  readonly iproute: string;
  /** Milliseconds since the epoch, given by whoever collected. */
  readonly collectedAt: number;
  readonly tables: Tables;
}

export const EMPTY_TABLES = Object.fromEntries(TABLE_NAMES.map((table) => [table, []])) as unknown as Tables;
