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

/** Tunnel devices of the host itself that have a VNI of their own; the others are `otherDevices`. */
export function devicesOf(host: HostId, tables: Tables): readonly FoundDevice[] {
  return tables.link.flatMap((link) => {
    const { vxlan, netns } = link;
    if (vxlan === undefined || vxlan.external === true || netns !== HOST_NETNS) return [];
    const far = destinationsOf(link, tables);
    const family = familyOf(vxlan.local ?? far[0] ?? vxlan.group ?? '');
    const own = tables.address.find(
      (row) => row.netns === HOST_NETNS && row.dev === vxlan.dev && row.family === family && row.scope === 'global',
    );
    const unsaid = [
      ...(vxlan.dev === undefined ? ['dev' as const] : []),
      ...(vxlan.local === undefined ? ['local' as const] : []),
    ];
    return [{ host, tables, link: { ...link, vxlan }, family, local: vxlan.local ?? own?.local, unsaid, far }];
  });
}

/** Devices that no declaration has words for, each with why. */
export function otherDevices(
  host: HostId,
  tables: Tables,
): readonly { readonly host: HostId; readonly link: Link; readonly why: string }[] {
  return tables.link.flatMap((link) => {
    const { vxlan, netns } = link;
    if (vxlan === undefined) return [];
    if (netns !== HOST_NETNS)
      return [
        { host, link, why: `It is inside the namespace ${netns}; a declaration knows the tunnels of the host itself.` },
      ];
    if (vxlan.external !== true) return [];
    return [{ host, link, why: 'It takes its VNI packet by packet (external), for which a declaration has no word.' }];
  });
}

function destinationsOf({ name, netns, vxlan }: Link, tables: Tables): readonly string[] {
  const rows = tables.fdb.filter(
    (row) => row.netns === netns && row.dev === name && row.state !== '' && row.dst !== undefined,
  );
  const all = [vxlan?.remote, ...rows.map(({ dst }) => dst)].flatMap((one) => one ?? []);
  return [...new Set(all)].filter((one) => !['0.0.0.0', '::'].includes(one));
}

/** The addresses that a host can be reached at, of the outer family. */
function addressesOf({ tables, family }: Pick<FoundDevice, 'tables' | 'family'>): readonly string[] {
  const rows = tables.address.filter(
    (row) => row.netns === HOST_NETNS && row.family === family && row.scope !== 'host',
  );
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
