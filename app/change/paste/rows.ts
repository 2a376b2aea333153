/** Rows that were read whole (CSV and JSON of an export, JSON of `ip` and `bridge`) → the items that make them again. */
import { isKernelRule } from '../../noun/rule/row.ts';
import { issueField } from '../../base/schema-words.ts';
import * as v from 'valibot';
import { FLOOD_MAC } from '../../noun/fdb/row.ts';
import type { JsonObject } from '../../base/json.ts';
import { STAGES } from '../../noun/noun.ts';
import { NOUN, NOUNS } from '../../noun/nouns.ts';
import { EMPTY_TABLES, type Row, type TableName, type Tables } from '../../noun/snapshot.ts';
import { isSetEntry } from '../../noun/fdb/set.ts';
import { isSetNeighbour } from '../../noun/neighbour/row.ts';
import { isSetAddress } from '../../noun/address/row.ts';
import { isOwnRoute } from '../../noun/route/steps.ts';
import { specOf } from '../../noun/vxlan/steps.ts';
import { stepsOf, type Step } from '../../noun/step.ts';
import { linkKey } from '../../noun/link/row.ts';
import { hostSteps, isGiven } from '../export-steps.ts';
import { EditItem } from '../../noun/items.ts';
import { LEFT } from './listing.ts';

export interface SourceRow {
  readonly table: TableName;
  /** Its number in the text, as the user finds it. */
  readonly at: number;
  readonly row: JsonObject;
}

export interface RowOutcome {
  readonly left?: string;
  readonly bad?: { readonly field: string; readonly reason: string };
}

export interface RowItems {
  /** By index of the source. */
  readonly outcomes: ReadonlyMap<number, RowOutcome>;
  /** In the order in which they can be done. */
  readonly items: readonly { readonly source: number; readonly item: EditItem }[];
}

export function itemsOfRows(sources: readonly SourceRow[]): RowItems {
  const outcomes = new Map<number, RowOutcome>();
  sources.forEach((source, index) => {
    const bad = source.table === 'link' ? wrongLink(source.row) : undefined;
    if (bad !== undefined) outcomes.set(index, { bad });
  });
  const tables = tablesOf(sources.filter((_, index) => !outcomes.has(index)));
  sources.forEach((source, index) => {
    const left = outcomes.has(index) ? undefined : whyLeft(source, tables);
    if (left !== undefined) outcomes.set(index, { left });
  });
  // What is left out takes part in no order, but the links say what the others stand on.
  const kept = tablesOf(sources.filter(({ table }, index) => !outcomes.has(index) || table === 'link'));
  const items: { source: number; item: EditItem }[] = [];
  const add = (source: number | undefined, step: Step | undefined): void => {
    const fields = step === undefined ? undefined : stepsOf(step).asItem(step);
    if (source === undefined || fields === undefined || outcomes.has(source)) return;
    const parsed = v.safeParse(EditItem, fields);
    if (parsed.success) items.push({ source, item: parsed.output });
    else
      outcomes.set(source, { bad: { field: issueField(parsed.issues[0], 'row'), reason: parsed.issues[0].message } });
  };
  const places = new Map(sources.map(({ table, row }, index) => [`${table} ${String(row['key'])}`, index]));
  const { netns, link, vlan } = kept;
  for (const step of hostSteps({ ...EMPTY_TABLES, netns, link, vlan })) add(sourceOf(step, places), step);
  for (const table of ROW_TABLES) for (const { source, step } of rowSteps(table, sources, kept)) add(source, step);
  return { outcomes, items: items.filter(({ source }) => outcomes.get(source)?.bad === undefined) };
}

/** Tables whose rows are made again one by one, in an order in which that can be done. */
const ROW_TABLES: readonly TableName[] = STAGES.flatMap((stage) =>
  NOUNS.flatMap(({ id, steps }) =>
    'none' in steps || steps.comesBack.at !== stage || id === 'netns' || id === 'link' || id === 'vlan' ? [] : [id],
  ),
);

/** Routes through a gateway come after those that lead to it. */
function rowSteps(
  table: TableName,
  sources: readonly SourceRow[],
  tables: Tables,
): readonly { readonly source: number; readonly step: Step | undefined }[] {
  const own = sources.flatMap(({ table: of, row }, source) => (of === table ? [{ source, row }] : []));
  const gateways = ({ row }: { readonly row: JsonObject }): number =>
    row['gateway'] === undefined && !(row['nexthops'] as readonly unknown[] | undefined)?.length ? 0 : 1;
  const sorted = table === 'route' ? [...own].sort((a, b) => gateways(a) - gateways(b)) : own;
  const { steps } = NOUN[table];
  if ('none' in steps) return [];
  const again = steps.again as unknown as (row: JsonObject, tables: Tables) => Step | undefined;
  return sorted.map(({ source, row }) => ({ source, step: again(row, tables) }));
}

function tablesOf(sources: readonly SourceRow[]): Tables {
  const tables: Record<string, unknown[]> = {};
  for (const { table, row } of sources) (tables[table] ??= []).push(row);
  return { ...EMPTY_TABLES, ...tables };
}

/** An object inside may hold anything; what makes a link again reads it. */
function wrongLink(row: JsonObject): RowOutcome['bad'] {
  const { kind, vxlan, bridge } = row as unknown as Tables['link'][number];
  if (kind === 'bridge' && (typeof bridge?.options !== 'object' || bridge.options === null))
    return { field: 'bridge', reason: 'has no options' };
  if (kind !== 'vxlan' || vxlan === undefined) return undefined;
  try {
    specOf(vxlan);
    return undefined;
  } catch (error) {
    if (!(error instanceof v.ValiError)) throw error;
    return { field: 'vxlan', reason: error.message };
  }
}

function whyLeft({ table, row }: SourceRow, tables: Tables): string | undefined {
  const one = row as unknown as Row;
  switch (table) {
    case 'fdb':
      return whyEntry(one as Tables['fdb'][number], tables);
    case 'neighbour':
      return whyNeighbour(one as Tables['neighbour'][number]);
    case 'address':
      return isSetAddress(one as Tables['address'][number])
        ? undefined
        : (one as Tables['address'][number]).flags.includes('dynamic')
          ? LEFT.temporary
          : LEFT.kernel;
    case 'route':
      return isOwnRoute(one as Tables['route'][number]) ? undefined : LEFT.kernel;
    case 'link':
      return whyLink(one as Tables['link'][number], tables);
    case 'rule':
      return isKernelRule(one as Tables['rule'][number]) ? LEFT.kernel : undefined;
    case 'file':
    case 'forward':
    case 'netns':
    case 'offload':
    case 'sysctl':
    case 'system':
    case 'vlan':
    case 'vni':
      return whyNoEdit(table);
  }
}

function whyEntry(row: Tables['fdb'][number], tables: Tables): string | undefined {
  const { state, nhid, master, mac, dst, netns, dev } = row;
  if (nhid !== undefined) return LEFT.nexthop;
  if (state !== 'permanent' && state !== 'static') return LEFT.learned;
  if (dst === undefined && (parseInt(mac.slice(0, 2), 16) & 1) === 1) return LEFT.multicast;
  const key = linkKey(netns, dev);
  const known = tables.link.some((link) => link.key === key);
  if (!known && master !== undefined && state === 'permanent' && mac !== FLOOD_MAC) return LEFT.own;
  return isSetEntry(tables, row) ? undefined : LEFT.kernel;
}

function whyNeighbour(row: Tables['neighbour'][number]): string | undefined {
  if (isSetNeighbour(row)) return undefined;
  if (row.mac === undefined || /FAILED|INCOMPLETE|NONE/.test(row.state)) return LEFT.unresolved;
  return row.state === 'NOARP' ? LEFT.kernel : LEFT.learned;
}

function whyLink(row: Tables['link'][number], tables: Tables): string | undefined {
  if (isGiven(tables, row)) return row.name === 'lo' ? undefined : "the host's own device";
  return ['vxlan', 'bridge', 'veth'].includes(row.kind) ? undefined : `a ${row.kind}, which is not made here`;
}

/** The row of a step of links, namespaces and VLANs: that of the link for what only it names. */
function sourceOf(step: Step, places: ReadonlyMap<string, number>): number | undefined {
  if (step.do === 'netns-add') return places.get(`netns ${step.name}`);
  if (step.do === 'vlan-add' || step.do === 'vlan-del')
    return (
      places.get(`vlan ${step.netns}|${step.dev}|${step.vid}`) ?? places.get(`link ${linkKey(step.netns, step.dev)}`)
    );
  if (!('name' in step) || !('netns' in step)) return undefined;
  const known = places.get(`link ${linkKey(step.netns, step.name)}`);
  // A tunnel that is made elsewhere first.
  return known ?? [...places].find(([key]) => key.startsWith('link ') && key.endsWith(`|${step.name}`))?.[1];
}

/** Tables that no edit asks for: they are left out by name. */
function whyNoEdit(table: TableName): string | undefined {
  const { edits } = NOUN[table];
  return 'none' in edits ? edits.none : undefined;
}
