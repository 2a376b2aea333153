/** Cables: two ends, each in a namespace. */
import * as v from 'valibot';
import { LINK } from '../words.ts';
import { Ifname, Mac, Mtu, NetnsRef } from '../../base/field.ts';
import { macOf } from '../../base/hash.ts';
import {
  checked,
  linkAt,
  missingNetns,
  takenName,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';
import { linkProps, propWishes, removeLink } from '../link/edit.ts';

const noun = v.literal('veth');
const place = { netns: NetnsRef, name: Ifname };
const Peer = v.strictObject({
  netns: NetnsRef,
  name: Ifname,
  mac: v.optional(Mac),
  mtu: v.optional(Mtu),
  up: v.optional(v.boolean()),
});

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
    ...(name === peer.name && netns === peer.netns
      ? [wrong(facts, 'peer.name', 'Name', 'both ends cannot have the same name')]
      : []),
  ];
  return checked(problems, () => [
    wish(addStep(item, facts), 'A cable with two ends.'),
    ...propWishes({ netns, name }, { master, up }),
    ...propWishes({ netns: peer.netns, name: peer.name }, { up: peer.up ?? up }),
  ]);
}

type End = Extract<VethItem, { verb: 'add' }>['peer'];

/**
 * The end in the host's own namespace makes both: `peer netns` cannot name that one from inside another, and made on the near
 * side first, the far end would need its name to be free there.
 */
function addStep({ netns, name, mac, mtu, peer }: Extract<VethItem, { verb: 'add' }>, { host }: EditFacts) {
  const own = (end: End) => ({
    name: end.name,
    mac: end.mac ?? macOf(`${host}|${end.netns}|${end.name}`),
    ...(end.mtu === undefined ? {} : { mtu: end.mtu }),
  });
  const ends: readonly [End, End] = [
    { netns, name, mac, mtu },
    { ...peer, mtu: peer.mtu ?? mtu },
  ];
  const [near, far] = netns !== '' && peer.netns === '' ? [ends[1], ends[0]] : ends;
  const away = far.netns === near.netns ? {} : { netns: far.netns };
  return { do: 'link-add-veth', netns: near.netns, ...own(near), peer: { ...own(far), ...away } } as const;
}

export const vethEditing: Editing<VethItem> = {
  noun: 'veth',
  titles: ['veth', 'veths'],
  item: VethItem,
  edit: editVeth,
  subject: ({ name }) => name,
  words: { first: 'name', words: LINK },
};
