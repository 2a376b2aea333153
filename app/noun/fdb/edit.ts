import * as v from 'valibot';
import { FDB } from '../words.ts';
import { FLOOD_MAC, type FdbEntry } from './row.ts';
import { linkKey, type Link } from '../link/row.ts';
import { rowsOfBridge, rowsOfMac } from '../draft.ts';
import { fdbEntryFields, fdbStepOf, replaceSteps, type FdbEntryStep } from './steps.ts';
import { canonicalIp, familyOf } from '../../base/ip.ts';
import type { Problem } from '../../problem/problem.ts';
import { checked, missingLink, wish, wrong, type Editing, type EditFacts, type EditOutcome } from '../edit-item.ts';

const noun = v.literal('fdb');
const { netns, dev, mac, dst, port, vni, srcVni, via, vlan, owner } = fdbEntryFields;

/** `set` replaces the destination, state or flags of a unicast entry. `add` of the flood MAC appends one destination to its list. */
export const FdbEntryItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...fdbEntryFields }),
  v.strictObject({ noun, verb: v.literal('set'), ...fdbEntryFields }),
  v.strictObject({ noun, verb: v.literal('del'), netns, dev, mac, dst, port, vni, srcVni, via, vlan, owner }),
]);
export type FdbEntryItem = v.InferOutput<typeof FdbEntryItem>;

export function editFdbEntry(item: FdbEntryItem, facts: EditFacts): EditOutcome {
  const key = linkKey(item.netns, item.dev);
  const link = facts.tables.link.find((row) => row.key === key);
  if (link === undefined) return { problems: missingLink(facts, item.netns, item.dev), wishes: [] };
  if (item.owner === 'master' && link.master === undefined)
    return { problems: [wrong(facts, 'owner', 'Table', `${item.dev} is not a port of a bridge`)], wishes: [] };
  return item.verb === 'del' ? remove(item, facts, link) : put(item, facts, link);
}

function put(item: Exclude<FdbEntryItem, { verb: 'del' }>, facts: EditFacts, link: Link): EditOutcome {
  const { noun: _noun, verb, ...fields } = item;
  const same = entriesOf(item, facts, link);
  const flood = item.mac === FLOOD_MAC;
  // What was learned gives way; `add` would be refused.
  const learned = same.some(({ state, flags }) => state === '' && !flags.includes('extern_learn'));
  const verbOf = verb === 'set' || (learned && !flood) ? 'fdb-replace' : flood ? 'fdb-append' : 'fdb-add';
  const problems = [
    ...wrongFlags(item, facts),
    ...wrongPlace(item, facts, link),
    ...(verb === 'add' ? clash(item, facts, same) : unsettable(item, facts)),
  ];
  const old = same.find(({ state, flags }) => state !== '' || flags.includes('extern_learn'));
  const steps: readonly FdbEntryStep[] =
    verbOf === 'fdb-replace' && old !== undefined
      ? replaceSteps({ do: verbOf, ...fields }, fdbStepOf(old))
      : [{ do: verbOf, ...fields }];
  return checked(problems, () => steps.map((step) => wish(step, whyPut(item, verb))));
}

/** The kernel keeps one destination for a unicast MAC: a second `append` answers 0 and does nothing (seen on 6.18). */
function clash(item: FdbEntryItem, facts: EditFacts, same: readonly FdbEntry[]): readonly Problem[] {
  const twin = same.find((row) => sameDestination(row, item));
  const to = item.dst === undefined ? '' : ` to ${item.dst}`;
  if (twin !== undefined && twin.dev === item.dev && (item.mac === FLOOD_MAC || twin.state !== ''))
    return [wrong(facts, 'mac', 'MAC', `${item.dev} already has an entry for ${item.mac}${to}`)];
  const first = same.find(({ state }) => state !== '');
  if (first === undefined || item.mac === FLOOD_MAC) return [];
  return [
    wrong(
      facts,
      first.dst === item.dst ? 'mac' : 'dst',
      'Destination',
      `${item.mac} already leads to ${first.dst ?? first.dev}; a unicast MAC has one destination only, so change that entry`,
    ),
  ];
}

function unsettable(item: FdbEntryItem, facts: EditFacts): readonly Problem[] {
  if (item.mac !== FLOOD_MAC || item.owner === 'master') return [];
  return [
    wrong(facts, 'mac', 'MAC', 'a flood entry cannot be replaced: add the new destination and delete the old one'),
  ];
}

function wrongPlace(item: FdbEntryItem, facts: EditFacts, { vxlan, kind }: Link): readonly Problem[] {
  const { dst, owner, mac, port, vni, via } = item;
  const tunnel = [dst, port, vni, via].some((one) => one !== undefined);
  if (owner === 'master')
    return tunnel
      ? [wrong(facts, 'owner', 'Table', "destinations belong to the device's own table (self)")]
      : groupMac(item, facts);
  if (kind !== 'vxlan')
    return tunnel ? [wrong(facts, 'dst', 'Destination', `${item.dev} is not a vxlan`)] : groupMac(item, facts);
  if (dst === undefined)
    return [wrong(facts, 'dst', 'Destination', `an entry of a vxlan needs the VTEP that ${mac} is behind`)];
  const family = [vxlan?.local, vxlan?.remote, vxlan?.group].find((address) => address !== undefined);
  if (family !== undefined && familyOf(family) !== familyOf(dst))
    return [
      wrong(facts, 'dst', 'Destination', `${item.dev} tunnels over ${familyOf(family) === 'inet' ? 'IPv4' : 'IPv6'}`),
    ];
  return [...(via === undefined ? [] : missingLink(facts, item.netns, via, 'via')), ...groupMac(item, facts)];
}

function groupMac(item: FdbEntryItem, facts: EditFacts): readonly Problem[] {
  if (item.mac === 'ff:ff:ff:ff:ff:ff') return [wrong(facts, 'mac', 'MAC', `broadcast is flooded: use ${FLOOD_MAC}`)];
  return item.mac === FLOOD_MAC && item.owner === 'master'
    ? [wrong(facts, 'mac', 'MAC', 'flood entries belong to the device itself (self)')]
    : [];
}

/**
 * A permanent entry of a bridge is the bridge's own address, which never moves (EINVAL on 6.18); of an `extern_learn` one the bridge
 * drops the state without a word (`fdb_add_entry` is not asked then, `br_fdb_external_learn_add`).
 */
function wrongFlags(
  { owner, flags, state }: Exclude<FdbEntryItem, { verb: 'del' }>,
  facts: EditFacts,
): readonly Problem[] {
  if (owner === 'master' && state !== 'dynamic' && flags?.includes('extern_learn') === true)
    return [wrong(facts, 'state', 'State', 'the bridge keeps an entry that is learned elsewhere as dynamic only')];
  if (flags?.includes('sticky') !== true) return [];
  if (owner === 'self') return [wrong(facts, 'flags', 'sticky', "is for entries of the bridge's table (master)")];
  return state === 'permanent' ? [wrong(facts, 'flags', 'sticky', 'needs the state static or dynamic')] : [];
}

/** Flood entries are deleted one destination at a time: without one the kernel removes the whole list (seen on 6.18). */
function remove(item: Extract<FdbEntryItem, { verb: 'del' }>, facts: EditFacts, link: Link): EditOutcome {
  const same = entriesOf(item, facts, link).filter((row) => item.dst === undefined || sameDestination(row, item));
  if (item.mac === FLOOD_MAC && item.dst === undefined)
    return {
      problems: [
        wrong(facts, 'dst', 'Destination', 'name the destination to delete; without one the whole flood list goes'),
      ],
      wishes: [],
    };
  const [row] = same;
  if (row === undefined)
    return {
      problems: [
        wrong(
          facts,
          'mac',
          'MAC',
          `${item.dev} has no entry for ${item.mac}${item.dst === undefined ? '' : ` to ${item.dst}`}`,
        ),
      ],
      wishes: [],
    };
  const step: FdbEntryStep = { ...fdbStepOf(row), do: 'fdb-del' };
  return checked([], () => [
    wish(step, row.mac === FLOOD_MAC ? `Stop flooding to ${row.dst ?? 'it'}.` : 'Forget where this MAC is.'),
  ]);
}

function entriesOf(item: FdbEntryItem, { tables }: EditFacts, link: Link): readonly FdbEntry[] {
  const master = item.owner === 'master' ? link.master : undefined;
  const known = master === undefined ? rowsOfMac(tables.fdb, item) : rowsOfBridge(tables.fdb, { ...item, master });
  return known.filter(
    (row) =>
      row.master === master &&
      row.vlan === item.vlan &&
      row.srcVni === item.srcVni &&
      (item.verb !== 'del' || row.dev === item.dev),
  );
}

function sameDestination(row: FdbEntry, item: FdbEntryItem): boolean {
  const same = (a: unknown, b: unknown): boolean => b === undefined || a === b;
  const wanted = item.dst === undefined ? undefined : canonicalIp(item.dst);
  return row.dst === wanted && same(row.port, item.port) && same(row.vni, item.vni) && same(row.via, item.via);
}

function whyPut({ mac, dst, dev, owner, ...item }: FdbEntryItem, verb: 'add' | 'set'): string {
  if (owner === 'master' && 'state' in item && item.state === 'permanent')
    return `${mac} is the port's own address: frames for it end at ${dev} and go no further.`;
  if (mac === FLOOD_MAC) return `Broadcast and unknown destinations go to ${dst ?? dev} too.`;
  return verb === 'set' ? `${mac} is now behind ${dst ?? dev}.` : `${mac} is behind ${dst ?? dev}.`;
}

export const fdbEditing: Editing<FdbEntryItem> = {
  noun: 'fdb',
  titles: ['FDB entry', 'FDB entries'],
  item: FdbEntryItem,
  edit: editFdbEntry,
  subject: ({ mac, dst, dev }) =>
    `${mac === FLOOD_MAC ? 'flood' : mac}${dst === undefined ? '' : ` to ${dst}`} on ${dev}`,
  words: {
    first: 'mac',
    words: FDB,
    defaults: {
      add: { owner: 'self', state: 'permanent' },
      set: { owner: 'self', state: 'permanent' },
      del: { owner: 'self' },
    },
  },
};
