import { linkKey } from '../../app/noun/link/row.ts';
import { netnsKey } from '../../app/noun/netns/row.ts';
import { bridgePlace, linkPlace, type ColumnContext } from '../columns.ts';
import type { LinkRow } from '../facts.ts';
import type { Related } from '../inspection.svelte.ts';
import type { Place } from '../place.ts';
import { nameOf, netnsName } from '../words.ts';

/** What else belongs to a link: its bridge, its ports, its other end, the device below, its tunnel's far ends. */
export function relatedToLink({ host, facts }: ColumnContext, link: LinkRow): readonly Related[] {
  const peer = facts.peer(host, link);
  const below = facts.link(host, link.netns, link.vxlan?.dev);
  return [
    ...one('vxlan options', link.name, link.kind === 'vxlan' ? { page: 'vxlan', host, key: link.key } : undefined),
    ...one(
      'bridge and its ports',
      link.name,
      link.kind === 'bridge' ? { page: 'bridges', host, key: link.key } : undefined,
    ),
    ...one('port of', link.master ?? '', bridgePlace(host, link.netns, link.master)),
    ...one('underlay device', below?.name ?? '', linkPlace(host, below)),
    ...one('other end', peer ? `${peer.name} @ ${netnsName(peer.netns)}` : '', linkPlace(host, peer)),
    ...facts.ports(host, link.netns, link.name).flatMap((port) => one('port', port.name, linkPlace(host, port))),
    ...sameVni({ host, facts }, link),
    ...one('namespace', netnsName(link.netns), { page: 'netns', host, key: netnsKey(link.netns) }),
  ];
}

/** The vxlan devices of the same VNI on other hosts. */
function sameVni({ host, facts }: ColumnContext, link: LinkRow): readonly Related[] {
  if (!link.vxlan) return [];
  return facts.withVni(link.vxlan.vni).flatMap((end) => {
    if (end.host === host) return [];
    return one('same VNI', `${end.link.name} on ${nameOf(end.host)}`, {
      page: 'vxlan',
      host: end.host,
      key: linkKey(end.link.netns, end.link.name),
    });
  });
}

/** The device that a row is on. */
export function deviceOf(
  { host, facts }: ColumnContext,
  row: { readonly netns: string; readonly dev?: string },
): readonly Related[] {
  return one('device', row.dev ?? '', linkPlace(host, facts.link(host, row.netns, row.dev)));
}

/** The link, on whichever host, that has this IP address. */
export function ownerOf({ facts }: ColumnContext, relation: string, address: string | undefined): readonly Related[] {
  const owner = facts.owner(address);
  return owner ? one(relation, `${owner.link.name} on ${nameOf(owner.host)}`, linkPlace(owner.host, owner.link)) : [];
}

/** The links, on whichever hosts, that have this MAC address. */
export function homesOf({ facts }: ColumnContext, mac: string | undefined): readonly Related[] {
  return facts.withMac(mac).flatMap(({ host, link }) => {
    const name = `${link.name} @ ${netnsName(link.netns)} on ${nameOf(host)}`;
    return one('has this MAC', name, linkPlace(host, link));
  });
}

export function one(relation: string, name: string, place: Place | undefined): readonly Related[] {
  return place && name !== '' ? [{ relation, name, place }] : [];
}
