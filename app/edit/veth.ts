/** Cables: two ends, each in a namespace. */
import * as v from 'valibot';
import { Ifname, Mac, Mtu, NetnsRef } from '../plan/field.ts';
import { macOf } from '../overlay/hash.ts';
import {
  checked,
  linkAt,
  missingNetns,
  takenName,
  wish,
  wrong,
  type EditFacts,
  type EditOutcome,
} from './edit-item.ts';
import { linkProps, propWishes, removeLink } from './link.ts';

const noun = v.literal('veth');
const place = { netns: NetnsRef, name: Ifname };
const Peer = v.strictObject({ netns: NetnsRef, name: Ifname, mac: v.optional(Mac), mtu: v.optional(Mtu), up: v.optional(v.boolean()) }); // prettier-ignore

export const VethItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...place, ...linkProps, peer: Peer }),
  v.strictObject({ noun, verb: v.literal('del'), ...place }),
]);
export type VethItem = v.InferOutput<typeof VethItem>;

export function editVeth(item: VethItem, facts: EditFacts): EditOutcome {
  if (item.verb === 'add') return addVeth(item, facts);
  const link = linkAt(facts, item.netns, item.name);
  if (link?.kind !== 'veth')
    return { problems: [wrong(facts, 'name', 'Veth', `there is no veth named ${item.name}`)], wishes: [] };
  return removeLink(link, facts);
}

function addVeth(item: Extract<VethItem, { verb: 'add' }>, facts: EditFacts): EditOutcome {
  const { netns, name, up = true, master, peer } = item;
  const problems = [
    ...missingNetns(facts, netns),
    ...missingNetns(facts, peer.netns, 'peer.netns'),
    ...takenName(facts, netns, name),
    ...takenName(facts, peer.netns, peer.name, 'peer.name'),
    ...(name === peer.name && netns === peer.netns ? [wrong(facts, 'peer.name', 'Name', 'both ends cannot have the same name')] : []), // prettier-ignore
  ];
  return checked(problems, () => [
    wish(addStep(item, facts), 'A cable with two ends.'),
    ...(needsMove(item) ? [wish({ do: 'link-set-netns', netns, name: peer.name, to: '' }, "Its far end, into the host's own namespace.")] : []), // prettier-ignore
    ...propWishes({ netns, name }, { master, up }),
    ...propWishes({ netns: peer.netns, name: peer.name }, { up: peer.up ?? up }),
  ]);
}

/** `ip link add … peer netns` cannot name the host's own namespace from inside another one. */
function needsMove({ netns, peer }: Extract<VethItem, { verb: 'add' }>): boolean {
  return netns !== '' && peer.netns === '';
}

function addStep(item: Extract<VethItem, { verb: 'add' }>, { host }: EditFacts) {
  const { netns, name, mtu, peer } = item;
  const mac = item.mac ?? macOf(`${host}|${netns}|${name}`);
  const size = (own: number | undefined) => (own === undefined ? {} : { mtu: own });
  const far = {
    name: peer.name,
    mac: peer.mac ?? macOf(`${host}|${peer.netns}|${peer.name}`),
    ...size(peer.mtu ?? mtu),
  };
  const away = peer.netns === netns || peer.netns === '' ? {} : { netns: peer.netns };
  return { do: 'link-add-veth', netns, name, mac, ...size(mtu), peer: { ...far, ...away } } as const;
}
