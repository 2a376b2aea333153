/** Bridges and their ports. */
import * as v from 'valibot';
import { BRIDGE, LINK, PORT, text } from '../words.ts';
import type { Link } from '../link/row.ts';
import { bridgeMtu, BridgeSpec } from './steps.ts';
import { PortSpec } from '../port/steps.ts';
import { Ifname, NetnsRef } from '../../base/field.ts';
import type { Wish } from '../step.ts';
import type { Problem } from '../../problem/problem.ts';
import { macOf } from '../../base/hash.ts';
import {
  alongNote,
  checked,
  linkAt,
  missingLink,
  missingNetns,
  takenName,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';
import { withoutVlans } from '../vlan/edit.ts';
import { linkProps, propWishes, removeLink, wrongProps } from '../link/edit.ts';

const place = { netns: NetnsRef, name: Ifname };
const { mac, mtu, up } = linkProps;
const noun = v.literal('bridge');
const port = v.literal('port');

export const BridgeItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...place, mac, mtu, up, bridge: v.optional(BridgeSpec, {}) }),
  v.strictObject({ noun, verb: v.literal('set'), ...place, mac, mtu, up, bridge: v.optional(BridgeSpec, {}) }),
  v.strictObject({ noun, verb: v.literal('del'), ...place }),
]);
export type BridgeItem = v.InferOutput<typeof BridgeItem>;

/** `add` enslaves, `del` releases. */
export const PortItem = v.variant('verb', [
  v.strictObject({ noun: port, verb: v.literal('add'), ...place, master: Ifname, port: v.optional(PortSpec, {}) }),
  v.strictObject({ noun: port, verb: v.literal('set'), ...place, port: PortSpec }),
  v.strictObject({ noun: port, verb: v.literal('del'), ...place }),
]);
export type PortItem = v.InferOutput<typeof PortItem>;

export function editBridge(item: BridgeItem, facts: EditFacts): EditOutcome {
  const { netns, name } = item;
  if (item.verb === 'add') return addBridge(item, facts);
  const link = linkAt(facts, netns, name);
  if (link?.kind !== 'bridge')
    return {
      problems: [
        wrong(facts, 'name', 'Bridge', link === undefined ? `there is no ${name}` : `${name} is a ${link.kind}`),
      ],
      wishes: [],
    };
  if (item.verb === 'del') return removeLink(link, facts);
  const problems = [...wrongProps(item, facts, link), ...noFiltering(item.bridge, facts)];
  return checked(problems, () => [...setBridge(item, item.bridge), ...propWishes(item, item)]);
}

/** With a MAC of its own: one that nobody set follows the ports, and changes when one comes or goes. */
function addBridge(item: Extract<BridgeItem, { verb: 'add' }>, facts: EditFacts): EditOutcome {
  const { netns, name, mac = macOf(`${facts.host}|${netns}|${name}`), mtu, up = true, bridge } = item;
  const problems = [...missingNetns(facts, netns), ...takenName(facts, netns, name), ...noFiltering(bridge, facts)];
  const { stp, vlanDefaultPvid, ...rest } = bridge;
  const first = {
    ...(stp === undefined ? {} : { stp }),
    ...(vlanDefaultPvid === undefined ? {} : { vlanDefaultPvid }),
  };
  const add = {
    do: 'link-add-bridge',
    netns,
    name,
    mac,
    ...(mtu === undefined ? {} : bridgeMtu(mtu).first),
    ...first,
  } as const;
  return checked(problems, () => [
    wish(add, 'The bridge.'),
    ...setBridge({ netns, name }, rest),
    ...propWishes({ netns, name }, { mtu, up }),
  ]);
}

function setBridge(
  { netns, name }: { readonly netns: string; readonly name: string },
  set: BridgeSpec,
): readonly Wish[] {
  return Object.keys(set).length === 0
    ? []
    : [wish({ do: 'link-set-bridge', netns, name, set }, 'Settings of the bridge.')];
}

function noFiltering(spec: BridgeSpec, facts: EditFacts): readonly Problem[] {
  const field =
    spec.vlanFiltering === true ? 'vlanFiltering' : spec.vlanDefaultPvid === undefined ? undefined : 'vlanDefaultPvid';
  const reason = withoutVlans(facts.tables.link);
  return field === undefined || reason === undefined ? [] : [wrong(facts, `bridge.${field}`, 'VLAN filtering', reason)];
}

export function editPort(item: PortItem, facts: EditFacts): EditOutcome {
  const { netns, name } = item;
  const link = linkAt(facts, netns, name);
  if (link === undefined) return { problems: missingLink(facts, netns, name, 'name'), wishes: [] };
  if (item.verb === 'add') return enslave(item, link, facts);
  const loose = link.master === undefined ? [wrong(facts, 'name', 'Port', `${name} is not a port of a bridge`)] : [];
  const release = { do: 'link-set-master', netns, name, master: null } as const;
  const notes = item.verb === 'del' ? alongNote(facts, 'name', `Releasing ${name}`, release) : [];
  return checked([...loose, ...notes], () =>
    item.verb === 'set' ? setPort(item, item.port) : [wish(release, 'No longer a port.')],
  );
}

function enslave(item: Extract<PortItem, { verb: 'add' }>, link: Link, facts: EditFacts): EditOutcome {
  const { netns, name, master } = item;
  const same =
    link.master === master ? [wrong(facts, 'master', 'Bridge', `${name} is already a port of ${master}`)] : [];
  return checked([...same, ...wrongProps({ master }, facts, link)], () => [
    wish({ do: 'link-set-master', netns, name, master }, `A port of ${master}.`),
    ...setPort(item, item.port),
  ]);
}

function setPort({ netns, name }: { readonly netns: string; readonly name: string }, set: PortSpec): readonly Wish[] {
  return Object.keys(set).length === 0 ? [] : [wish({ do: 'port-set', netns, name, set }, 'Settings of the port.')];
}

export const bridgeEditing: Editing<BridgeItem> = {
  noun: 'bridge',
  titles: ['bridge', 'bridges'],
  item: BridgeItem,
  edit: editBridge,
  subject: ({ name }) => name,
  words: { first: 'name', words: { ...LINK, ...BRIDGE } },
};

export const portEditing: Editing<PortItem> = {
  noun: 'port',
  titles: ['port', 'ports'],
  item: PortItem,
  edit: editPort,
  subject: ({ name }) => name,
  words: { first: 'name', words: { master: text('master'), ...PORT } },
};
