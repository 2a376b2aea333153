/** Tunnel devices that belong together: VNI, port and outer family are the same, and their addresses point at each other. */
import type { HostId } from '../base/host.ts';
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { VxlanOptions } from '../noun/vxlan/row.ts';
import { familyOf, type Family } from '../base/ip.ts';

export interface FoundDevice {
  readonly host: HostId;
  readonly tables: Tables;
  readonly link: Link & { readonly vxlan: VxlanOptions };
  readonly family: Family;
  /** Where it leaves from: as it says, by its underlay device, or, where it says neither, as the others know it. */
  readonly local?: string;
  /** What it does not say of where it leaves from. */
  readonly unsaid: readonly ('dev' | 'local')[];
  /** Where it sends, by its `remote` and by entries that were set. Learned ones come and go. */
  readonly far: readonly string[];
}

/** The tunnel devices of a host, also those inside its namespaces. */
export function devicesOf(host: HostId, tables: Tables): readonly FoundDevice[] {
  return tables.link.flatMap((link) => {
    const { vxlan, netns } = link;
    if (vxlan === undefined) return [];
    const far = destinationsOf(link, tables);
    const family = familyOf(vxlan.local ?? far[0] ?? vxlan.group ?? '');
    // The underlay device of one that was moved is a number of its first namespace, and its name here may be another's.
    const own = tables.address.find(
      (row) =>
        netns === HOST_NETNS &&
        row.netns === HOST_NETNS &&
        row.dev === vxlan.dev &&
        row.family === family &&
        row.scope === 'global',
    );
    const unsaid = [
      ...(vxlan.dev === undefined ? ['dev' as const] : []),
      ...(vxlan.local === undefined ? ['local' as const] : []),
    ];
    return [{ host, tables, link: { ...link, vxlan }, family, local: vxlan.local ?? own?.local, unsaid, far }];
  });
}

function destinationsOf({ name, netns, vxlan }: Link, tables: Tables): readonly string[] {
  const rows = tables.fdb.filter(
    (row) => row.netns === netns && row.dev === name && row.state !== '' && row.dst !== undefined,
  );
  const tunnelled = vxlan?.external === true ? routesThrough({ name, netns }, tables) : [];
  const all = [vxlan?.remote, ...rows.map(({ dst }) => dst), ...tunnelled].flatMap((one) => one ?? []);
  return [...new Set(all)].filter((one) => !['0.0.0.0', '::', vxlan?.group].includes(one));
}

/** Where routes send packets that carry their far end with them (`encap ip … dst 192.0.2.2`), as lwtunnel does. */
function routesThrough({ name, netns }: Pick<Link, 'name' | 'netns'>, { route }: Tables): readonly string[] {
  const rows = route.filter((row) => row.netns === netns && row.dev === name && row.encap !== undefined);
  return rows.flatMap(({ encap }) => /\bdst (\S+)/.exec(encap ?? '')?.[1] ?? []);
}

/** The addresses that a host can be reached at, of the outer family. */
function addressesOf({ tables, family, link }: FoundDevice): readonly string[] {
  // One that was moved into a namespace leaves from where it was made.
  const underlay = link.peerNsid === undefined ? link.netns : HOST_NETNS;
  const rows = tables.address.filter((row) => row.netns === underlay && row.family === family && row.scope !== 'host');
  return rows.map(({ local }) => local);
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
  return groups.map((group) => group.map((device) => located(device, group)));
}

/** A device that does not say where it leaves from is where the others send. */
function located(device: FoundDevice, group: readonly FoundDevice[]): FoundDevice {
  if (device.local !== undefined) return device;
  const own = addressesOf(device);
  const known = group.flatMap((other) => (other === device ? [] : other.far)).find((one) => own.includes(one));
  return known === undefined ? device : { ...device, local: known };
}

function isPair(a: FoundDevice, b: FoundDevice): boolean {
  const [one, other] = [a.link.vxlan, b.link.vxlan];
  if (a.host === b.host || one.vni !== other.vni || one.dstport !== other.dstport || a.family !== b.family)
    return false;
  return pointsAt(a, b) || pointsAt(b, a) || (one.group !== undefined && one.group === other.group);
}

/** Whether one sends to the host of the other: to the address that it leaves from, else to any that the host has. */
export function pointsAt({ far }: FoundDevice, other: FoundDevice): boolean {
  const { local } = other;
  return far.some((one) => (local === undefined ? addressesOf(other).includes(one) : one === local));
}
