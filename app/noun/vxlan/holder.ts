/**
 * Which vxlan device keeps others from a VNI. The kernel allows one device a VNI, port and family in the namespace where each was *made*
 * (`vxlan_vni_in_use`, linux/drivers/net/vxlan): one that was moved away since still holds its place there, and none where it is now.
 */
import type { Link } from '../link/row.ts';
import type { Tables } from '../snapshot.ts';
import type { VxlanOptions } from './row.ts';
import { familyOf, type Family } from '../../base/ip.ts';
import { peerOf } from '../link/rows.ts';

export interface Tunnel extends Link {
  readonly vxlan: VxlanOptions;
}

export interface MadeIn {
  readonly netns: string;
  /** False where it was moved from a namespace that the tables do not tell: then the host's own is the likeliest. */
  readonly sure: boolean;
}

/** `link_netnsid` is printed of a device that lives elsewhere than it was made; which namespace that is, another cable may tell. */
export function madeIn(tables: Tables, link: Link): MadeIn {
  const { netns, peerNsid } = link;
  if (peerNsid === undefined) return { netns, sure: true };
  const cables = tables.link.filter((row) => row.netns === netns && row.kind === 'veth' && row.peerNsid === peerNsid);
  const [told] = cables.flatMap((row) => peerOf(tables, row) ?? []);
  if (told !== undefined) return { netns: told.netns, sure: true };
  const named = netns === '' ? tables.netns.find(({ nsid }) => nsid === peerNsid)?.name : undefined;
  if (named !== undefined) return { netns: named, sure: true };
  const others = ['', ...tables.netns.map(({ name }) => name)].filter((name) => name !== netns);
  return { netns: others[0] ?? '', sure: others.length === 1 };
}

/** The vxlan devices that were made in a namespace, wherever they are now. */
export function tunnelsMadeIn(
  tables: Tables,
  netns: string,
): readonly { readonly link: Tunnel; readonly sure: boolean }[] {
  return tables.link.flatMap((link) => {
    if (link.vxlan === undefined) return [];
    const made = madeIn(tables, link);
    return made.netns === netns ? [{ link: { ...link, vxlan: link.vxlan }, sure: made.sure }] : [];
  });
}

/** IPv4 where the device has no address of its own. */
export function tunnelFamily({ local, remote, group }: Pick<VxlanOptions, 'local' | 'remote' | 'group'>): Family {
  return familyOf(local ?? remote ?? group ?? '0.0.0.0');
}

/** `vx5`, or where it has moved to: `vx5 in namespace blue`. */
export function placeText({ name, netns }: Link, from: string): string {
  if (netns === from) return name;
  return netns === '' ? `${name} in the host's own namespace` : `${name} in namespace ${netns}`;
}
