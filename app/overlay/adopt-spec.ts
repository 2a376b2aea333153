/** What a group of tunnel devices would be stated as. */
import { hostName } from '../base/host.ts';
import type { Address } from '../noun/address/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { contains, familyOf, networkOf, splitCidr } from '../base/ip.ts';
import { peerOf } from '../noun/link/rows.ts';
import type { FoundDevice } from './adopt-group.ts';
import type { MemberEndpoint, OverlayMember, OverlayMode, OverlaySpec } from './overlay.ts';
import { addressIn, coverOf } from './subnets.ts';
import { vtepAddress } from './wanted-member.ts';

/** One host's part: its devices, one a family. */
export type FoundMember = readonly [FoundDevice, ...FoundDevice[]];

/** A sentence instead, where there is no saying it. */
export function specOfGroup(members: readonly FoundMember[], name: string): OverlaySpec | string {
  const mode = modeOf(members);
  const parts = members.map((member) => partOf(member, members, mode));
  const why = parts.find((part) => typeof part === 'string');
  if (why !== undefined) return why;
  const whole = parts.filter((part) => typeof part !== 'string');
  const [first] = members[0] ?? [];
  if (first === undefined) return 'It has no device.';
  const { vni, dstport: port, learning = true, gbp = false } = first.link.vxlan;
  const mtu = Math.min(...members.flatMap((member) => member.map(({ link }) => link.mtu)));
  const options = { learning, gbp, directRouting: false, txChecksumOff: false };
  const spec: OverlaySpec = {
    name,
    mode,
    vni,
    port,
    mtu,
    prefixes: [...prefixesOf(members, whole, mode)],
    ...options,
    members: [...whole],
  };
  return {
    ...spec,
    members: spec.members.map((member, at) => withOwnAddresses(spec, member, members[at] as FoundMember)),
  };
}

function modeOf(members: readonly FoundMember[]): OverlayMode {
  const devices = members.flat();
  if (devices.every(({ link }) => link.master !== undefined)) return 'bridged';
  const known = ({ tables, link }: FoundDevice): boolean =>
    tables.neighbour.some((row) => row.netns === HOST_NETNS && row.dev === link.name && row.state === 'PERMANENT');
  return devices.every(({ link }) => link.vxlan.learning === false) || devices.some(known) ? 'flannel' : 'routed';
}

function partOf(devices: FoundMember, all: readonly FoundMember[], mode: OverlayMode): OverlayMember | string {
  const [{ host, tables, link }] = devices;
  const without = devices.find((one) => one.local === undefined || one.link.mac === undefined);
  if (without !== undefined)
    return `${without.link.name} on ${hostName(host)} does not say which address it leaves from.`;
  const dev =
    link.vxlan.dev ?? tables.address.find((row) => row.netns === HOST_NETNS && row.local === devices[0].local)?.dev;
  if (dev === undefined) return `${link.name} on ${hostName(host)} does not say which device it leaves through.`;
  const tunnels = devices.map((one) => ({
    ...{ name: one.link.name, mac: one.link.mac ?? '', local: one.local ?? '' },
    ...(one.unsaid.length > 0 && { unsaid: [...one.unsaid] }),
  }));
  const behind = mode === 'bridged' ? [] : networksBehind(devices, all);
  const bridge = mode === 'bridged' ? link.master : behind[0]?.dev;
  if (bridge === undefined) return noBridge(devices);
  const rows = behind.filter((row) => row.dev === bridge);
  const subnets = rows.map(cidrOf).map(networkOf);
  const usual = rows.every((row, at) => row.local === addressIn(subnets[at] ?? '', 1));
  return {
    host,
    dev,
    tunnels,
    bridge,
    subnets,
    ...(usual ? {} : { gateways: rows.map(({ local }) => local) }),
    endpoint: endpointOf(devices[0], bridge),
  };
}

/** Most tutorials put the address on the tunnel: that works, and is not what a declaration makes. */
function noBridge(devices: FoundMember): string {
  const [{ host }] = devices;
  const own = devices.flatMap((one) => addressesOn(one).map((row) => `${cidrOf(row)} is on ${row.dev} itself`));
  if (own.length > 0)
    return `On ${hostName(host)} the address ${own.join(' and ')}; a declaration puts it on a bridge.`;
  return `${hostName(host)} has no bridge with a network that the others route to.`;
}

function cidrOf({ local, prefixlen }: Address): string {
  return `${local}/${prefixlen}`;
}

/** Addresses of this host's bridges whose network a peer routes into its tunnel, or which lie in the tunnel's own wide network. */
function networksBehind([{ host, tables }]: FoundMember, all: readonly FoundMember[]): readonly Address[] {
  const bridges = new Set(
    tables.link.filter(({ netns, kind }) => netns === HOST_NETNS && kind === 'bridge').map(({ name }) => name),
  );
  const routed = new Set(
    all
      .filter(([one]) => one.host !== host)
      .flat()
      .flatMap((one) =>
        one.tables.route
          .filter((row) => row.netns === HOST_NETNS && row.dev === one.link.name && row.gateway !== undefined)
          .map(({ dst }) => dst),
      ),
  );
  const wide = all.flat().flatMap(addressesOn).map(cidrOf).map(networkOf);
  const rows = tables.address.filter(
    (row) => row.netns === HOST_NETNS && bridges.has(row.dev) && row.scope === 'global',
  );
  const exact = rows.filter((row) => routed.has(networkOf(cidrOf(row))));
  const found = exact.length > 0 ? exact : rows.filter((row) => wide.some((one) => contains(one, row.local)));
  return (['inet', 'inet6'] as const).flatMap((family) => found.find((row) => row.family === family) ?? []);
}

function addressesOn({ tables, link }: FoundDevice): readonly Address[] {
  return tables.address.filter((row) => row.netns === HOST_NETNS && row.dev === link.name && row.scope === 'global');
}

function endpointOf({ tables }: FoundDevice, bridge: string): MemberEndpoint | null {
  for (const port of tables.link.filter(
    (row) => row.netns === HOST_NETNS && row.kind === 'veth' && row.master === bridge,
  )) {
    const end = peerOf(tables, port);
    if (end === undefined || end.netns === HOST_NETNS) continue;
    const addresses = tables.address
      .filter((row) => row.netns === end.netns && row.dev === end.name && row.scope === 'global')
      .map(cidrOf);
    if (addresses.length > 0)
      return { netns: end.netns, dev: end.name, port: port.name, addresses: addresses.slice(0, 2) };
  }
  return null;
}

function prefixesOf(
  members: readonly FoundMember[],
  parts: readonly OverlayMember[],
  mode: OverlayMode,
): readonly string[] {
  const networks =
    mode === 'bridged'
      ? parts.flatMap(({ endpoint }) => (endpoint?.addresses ?? []).map(networkOf))
      : parts.flatMap(({ subnets }) => subnets);
  return (['inet', 'inet6'] as const).flatMap((family) => {
    const own = networks.filter((one) => familyOf(one) === family);
    const cover = coverOf(own);
    if (cover === undefined || mode === 'bridged') return cover ?? [];
    const stated = members
      .flat()
      .flatMap(addressesOn)
      .map(cidrOf)
      .map(networkOf)
      .find(
        (one) =>
          familyOf(one) === family &&
          own.every(
            (subnet) => contains(one, splitCidr(subnet).ip) && splitCidr(one).length < splitCidr(subnet).length,
          ),
      );
    const { ip, length } = splitCidr(cover);
    return stated ?? networkOf(`${ip}/${Math.min(length, family === 'inet' ? 16 : 48)}`);
  });
}

/** The tunnels' addresses are only said where they are not the usual ones. */
function withOwnAddresses(spec: OverlaySpec, member: OverlayMember, devices: FoundMember): OverlayMember {
  const usual = new Set(member.subnets.map((subnet) => vtepAddress(spec, member, subnet)));
  const tunnels = member.tunnels.map((tunnel, at) => {
    const device = devices[at];
    const addresses = device === undefined ? [] : addressesOn(device).map(cidrOf);
    return addresses.every((one) => usual.has(one)) ? tunnel : { ...tunnel, addresses: addresses.slice(0, 2) };
  });
  return { ...member, tunnels };
}
