/** Tunnel devices that belong together: VNI, port and outer family are the same, and their addresses point at each other. */
import type { HostId } from '../model/host.ts';
import type { Link } from '../model/link.ts';
import { HOST_NETNS } from '../model/netns.ts';
import type { Tables } from '../model/snapshot.ts';
import type { VxlanOptions } from '../model/vxlan-link.ts';
import { familyOf, type Family } from '../plan/ip.ts';

export interface FoundDevice {
  readonly host: HostId;
  readonly tables: Tables;
  readonly link: Link & { readonly vxlan: VxlanOptions };
  readonly family: Family;
  /** Where it leaves from, stated or by its underlay device. */
  readonly local?: string;
}

/** Not external ones, which have no VNI of their own, nor those in other namespaces. */
export function devicesOf(host: HostId, tables: Tables): readonly FoundDevice[] {
  return tables.link.flatMap((link) => {
    const { vxlan, netns } = link;
    if (vxlan === undefined || vxlan.external === true || netns !== HOST_NETNS) return [];
    const far = vxlan.local ?? vxlan.remote ?? vxlan.group ?? tables.fdb.find((row) => row.dev === link.name && row.dst !== undefined)?.dst; // prettier-ignore
    const family = familyOf(far ?? '');
    const own = tables.address.find((row) => row.netns === HOST_NETNS && row.dev === vxlan.dev && row.family === family && row.scope === 'global'); // prettier-ignore
    return [{ host, tables, link: { ...link, vxlan }, family, local: vxlan.local ?? own?.local }];
  });
}

/** Each list is one overlay of one outer family, in the order of the devices. */
export function groupsOf(devices: readonly FoundDevice[]): readonly (readonly FoundDevice[])[] {
  const groups: FoundDevice[][] = [];
  for (const device of devices) {
    const near = groups.filter((group) => group.some((other) => isPair(device, other)));
    const joined = near.flat();
    for (const group of near) groups.splice(groups.indexOf(group), 1);
    groups.push([...joined, device]);
  }
  return groups;
}

function isPair(a: FoundDevice, b: FoundDevice): boolean {
  const [one, other] = [a.link.vxlan, b.link.vxlan];
  if (a.host === b.host || one.vni !== other.vni || one.dstport !== other.dstport || a.family !== b.family)
    return false;
  return pointsAt(a, b) || pointsAt(b, a) || (one.group !== undefined && one.group === other.group);
}

function pointsAt({ link, tables }: FoundDevice, { local }: FoundDevice): boolean {
  if (local === undefined) return false;
  return link.vxlan.remote === local || tables.fdb.some((row) => row.netns === HOST_NETNS && row.dev === link.name && row.dst === local); // prettier-ignore
}
