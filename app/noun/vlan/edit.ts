/** VLANs of bridge ports and of bridges. */
import * as v from 'valibot';
import { VLAN } from '../words.ts';
import { canFilterVlans, LAST_VID, vidText } from './row.ts';
import type { Link } from '../link/row.ts';
import { Ifname, NetnsRef } from '../../base/field.ts';
import { Vid, vidsOf, vlanFlags, vlansOf, type BridgeVlanStep } from './steps.ts';
import type { Problem } from '../../problem/problem.ts';
import {
  checked,
  linkAt,
  missingLink,
  note,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';

const noun = v.literal('vlan');
/** `dev` is a port, or a bridge for the VLANs of its own device. */
const place = { netns: NetnsRef, dev: Ifname, vid: Vid, vidEnd: v.optional(Vid) };

export const BridgeVlanItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...place, ...vlanFlags }),
  v.strictObject({ noun, verb: v.literal('set'), ...place, ...vlanFlags }),
  v.strictObject({ noun, verb: v.literal('del'), ...place }),
]);
export type BridgeVlanItem = v.InferOutput<typeof BridgeVlanItem>;

export function editBridgeVlan(item: BridgeVlanItem, facts: EditFacts): EditOutcome {
  const { netns, dev } = item;
  const link = linkAt(facts, netns, dev);
  if (link === undefined) return { problems: missingLink(facts, netns, dev), wishes: [] };
  const bridge = link.kind === 'bridge' ? link : linkAt(facts, netns, link.master ?? '');
  if (bridge?.kind !== 'bridge')
    return { problems: [wrong(facts, 'dev', 'Port', `${dev} is not a port of a bridge`)], wishes: [] };
  const problems = [
    ...unknownHere(facts),
    ...wrongRange(item, facts),
    ...wrongThere(item, facts),
    ...idle(bridge, item, facts),
  ];
  return checked(problems, () =>
    stepsOf(item, link.kind === 'bridge', facts).map((step) => wish(step, why(step, bridge, facts))),
  );
}

/** Why VLANs cannot be set on a host; `undefined` where they can, or where no bridge was seen that could tell. */
export function withoutVlans(links: Parameters<typeof canFilterVlans>[0]): string | undefined {
  return canFilterVlans(links) === false
    ? 'this kernel was built without it (CONFIG_BRIDGE_VLAN_FILTERING)'
    : undefined;
}

function unknownHere(facts: EditFacts): readonly Problem[] {
  const reason = withoutVlans(facts.tables.link);
  return reason === undefined ? [] : [wrong(facts, 'vid', 'VLAN filtering', reason)];
}

function wrongRange(item: BridgeVlanItem, facts: EditFacts): readonly Problem[] {
  const { vid, vidEnd = vid } = item;
  if (vidEnd < vid)
    return [wrong(facts, 'vid', 'VLAN', `a range goes from the lower to the higher, up to ${LAST_VID}`)];
  const several = item.verb !== 'del' && item.pvid === true && vidEnd > vid;
  return several ? [wrong(facts, 'pvid', 'PVID', 'is one VLAN, not a range')] : [];
}

/** `bridge vlan add` of one that is there changes it without a word, and `del` of one that is not does nothing (6.1). */
function wrongThere(item: BridgeVlanItem, facts: EditFacts): readonly Problem[] {
  const there = vlansOf(facts.tables, item);
  const [first] = vidsOf(item).filter((vid) => there.has(vid) === (item.verb === 'add'));
  const missesSome = item.verb === 'del' && vidsOf(item).some((vid) => there.has(vid));
  if (first === undefined || missesSome) return [];
  const reason =
    item.verb === 'add' ? `${item.dev} already has VLAN ${first}; change that one` : `${item.dev} has no VLAN ${first}`;
  return [wrong(facts, 'vid', 'VLAN', reason)];
}

/** Entries stand in the table whether or not the bridge looks at it. */
function idle({ name, bridge }: Link, { verb }: BridgeVlanItem, facts: EditFacts): readonly Problem[] {
  return verb === 'del' || bridge?.vlanFiltering === true ? [] : [note(facts, 'vlan-idle', 'dev', { bridge: name })];
}

/** What a change does not name stays as it is, VLAN by VLAN. */
function stepsOf(item: BridgeVlanItem, isBridge: boolean, { tables }: EditFacts): readonly BridgeVlanStep[] {
  const { netns, dev, vid, vidEnd } = item;
  const self = isBridge ? { self: true } : {};
  const range = { vid, ...(vidEnd === undefined || vidEnd === vid ? {} : { vidEnd }) };
  if (item.verb === 'del') return [{ do: 'vlan-del', netns, dev, ...range, ...self }];
  if (item.verb === 'add') return [{ do: 'vlan-add', netns, dev, ...range, ...flags(item), ...self }];
  const rows = tables.vlan.filter(
    (row) => row.netns === netns && row.dev === dev && row.vid <= (vidEnd ?? vid) && row.vidEnd >= vid,
  );
  return rows.map((row) => {
    const [from, to] = [Math.max(row.vid, vid), Math.min(row.vidEnd, vidEnd ?? vid)];
    const wanted = { pvid: item.pvid ?? row.pvid, untagged: item.untagged ?? row.untagged };
    return { do: 'vlan-add', netns, dev, vid: from, ...(to === from ? {} : { vidEnd: to }), ...flags(wanted), ...self };
  });
}

function flags({ pvid, untagged }: { readonly pvid?: boolean; readonly untagged?: boolean }) {
  return { ...(pvid === true ? { pvid } : {}), ...(untagged === true ? { untagged } : {}) };
}

function why(step: BridgeVlanStep, bridge: Link, { tables }: EditFacts): string {
  const { dev, vid } = step;
  const place = step.self === true ? `${dev} itself` : `port ${dev} of ${bridge.name}`;
  const old = [...vlansOf(tables, step)].find(([, one]) => one.pvid)?.[0];
  if (step.do === 'vlan-del')
    return old !== undefined && vidsOf(step).includes(old)
      ? `Off ${place}; untagged frames that come in then belong to no VLAN.`
      : `Off ${place}.`;
  const what = vidText({ vid, vidEnd: step.vidEnd ?? vid });
  if (step.vidEnd !== undefined)
    return `VLANs ${what} on ${place}: they leave ${step.untagged === true ? 'without tags' : 'with their tags'}.`;
  const leaves = `it leaves ${step.untagged === true ? 'without a tag' : 'with its tag'}`;
  const moved = old !== undefined && old !== vid ? `, until now to ${old}` : '';
  return step.pvid === true
    ? `VLAN ${what} on ${place}: untagged frames that come in belong to it${moved}; ${leaves}.`
    : `VLAN ${what} on ${place}: ${leaves}.`;
}

export const vlanEditing: Editing<BridgeVlanItem> = {
  noun: 'vlan',
  titles: ['VLAN', 'VLANs'],
  item: BridgeVlanItem,
  edit: editBridgeVlan,
  subject: ({ vid, vidEnd = vid, dev }) => `${vidText({ vid, vidEnd })} on ${dev}`,
  words: { first: 'dev', words: VLAN },
};
