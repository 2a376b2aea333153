/** What was made by hand in a way that no rule explains → a `found` overlay: each host's devices with everything that stands on them. */
import { hostName, type HostId } from '../base/host.ts';
import { dropOrphans } from '../noun/orphans.ts';
import { dropLink } from '../noun/link/rows.ts';
import { linkKey, type Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { Step } from '../noun/step.ts';
import { isMovedTunnel, movedTunnelSteps } from '../noun/vxlan/moved.ts';
import { restore } from '../plan/restore.ts';
import type { FoundDevice } from './adopt-group.ts';
import { isFoundRow, type MemberTunnel, type OverlayMember, type OverlaySpec } from './overlay.ts';

/** A sentence instead, where a host has more of them than a member can. */
export function foundSpec(devices: readonly FoundDevice[], name: string): OverlaySpec | string {
  const hosts = [...new Set(devices.map(({ host }) => host))];
  const members = hosts.map((host) =>
    memberOf(
      host,
      devices.filter((one) => one.host === host),
    ),
  );
  const why = members.find((one) => typeof one === 'string');
  if (why !== undefined) return why;
  const { vni, dstport: port, learning = true, gbp = false } = (devices[0] as FoundDevice).link.vxlan;
  return {
    ...{ name, mode: 'found', vni, port, mtu: Math.min(...devices.map(({ link }) => link.mtu)), prefixes: [] },
    ...{ learning, gbp, directRouting: false, txChecksumOff: false },
    members: members.filter((one) => typeof one !== 'string'),
  };
}

function memberOf(host: HostId, devices: readonly FoundDevice[]): OverlayMember | string {
  const [first] = devices;
  if (first === undefined || devices.length > 2)
    return `${hostName(host)} has ${devices.length} of its devices; a member has at most two.`;
  const { tables, link } = first;
  const without = devices.find((one) => one.link.mac === undefined);
  if (without !== undefined) return `${without.link.name} on ${hostName(host)} has no MAC address.`;
  const addresses = tables.address
    .filter((row) => row.netns === HOST_NETNS && row.dev === (link.master ?? link.name) && row.scope === 'global')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  return {
    ...{ host, dev: underlayOf(first), tunnels: devices.map(tunnelOf), bridge: link.master ?? link.name, subnets: [] },
    ...(addresses.length > 0 && link.netns === HOST_NETNS && { addresses: addresses.slice(0, 2) }),
    endpoint: null,
    rows: [...rowsOf(tables, devices)],
  };
}

/** Only where to look: the rows decide. Where nothing says it, the device of the default route carries it. */
function underlayOf({ tables, link, local }: FoundDevice): string {
  const holder = tables.address.find((row) => row.netns === HOST_NETNS && row.local === local)?.dev;
  const usual = tables.route.find((row) => row.netns === HOST_NETNS && row.dst === 'default')?.dev;
  const named = tables.link.find((row) => row.netns === HOST_NETNS && row.name === link.vxlan.dev)?.name;
  const any = tables.link.find((row) => row.netns === HOST_NETNS && row.name !== 'lo' && row.vxlan === undefined);
  return named ?? holder ?? usual ?? any?.name ?? link.name;
}

function tunnelOf({ link, local, unsaid }: FoundDevice): MemberTunnel {
  const none = local === undefined && !unsaid.includes('local') ? (['local'] as const) : [];
  const said = [...unsaid, ...none];
  return {
    ...{ name: link.name, mac: link.mac ?? '', ...(link.netns !== HOST_NETNS && { netns: link.netns }) },
    local: local ?? '0.0.0.0',
    ...(said.length > 0 && { unsaid: said }),
  };
}

/** What taking the tunnels and their bridges away would lose, in the order to make it again. */
function rowsOf(tables: Tables, devices: readonly FoundDevice[]): readonly Step[] {
  const own = devices.flatMap(({ link }) => [link, ...bridgeOf(tables, link)]);
  const keys = new Set(own.map(({ key }) => key));
  const before = settled(tables, keys);
  const without = dropOrphans(
    before,
    [...keys].reduce((left, key) => dropLink(left, key), before),
  );
  const spaces = [...new Set(own.map(({ netns }) => netns))].filter((netns) => netns !== HOST_NETNS);
  const rows = restore(before, without).filter((step) => isFoundRow(step) && isOf(step, keys));
  return [
    ...spaces.map((name): Step => ({ do: 'netns-add', name })),
    ...rows.flatMap((step) => fromHome(tables, step)),
  ];
}

function bridgeOf(tables: Tables, { netns, master }: Link): readonly Link[] {
  return tables.link.filter((row) => row.netns === netns && row.name === master && row.kind === 'bridge');
}

/** As if a tunnel had been made where it is now: how it came there is told by `fromHome`. A bridge takes its MAC address from its ports. */
function settled(tables: Tables, keys: ReadonlySet<string>): Tables {
  const link = tables.link.map((row): Link => {
    if (!keys.has(row.key)) return row;
    const { peerNsid: _, mac, ...rest } = row;
    const ports = tables.link.filter((one) => one.netns === row.netns && one.master === row.name);
    const borrowed = row.kind === 'bridge' && ports.some((port) => port.mac === mac);
    return borrowed || mac === undefined ? rest : { ...rest, mac };
  });
  // A route that encapsulates cannot be made again: `unkept` names it.
  return { ...tables, link, route: tables.route.filter(({ encap }) => encap === undefined) };
}

/** What stands on the devices and cannot be said as a row. */
export function unkept(devices: readonly FoundDevice[]): readonly string[] {
  return devices.flatMap(({ host, tables, link }) =>
    tables.route
      .filter(({ netns, dev, encap }) => netns === link.netns && dev === link.name && encap !== undefined)
      .map(({ dst }) => `the route to ${dst} of ${hostName(host)}, which encapsulates`),
  );
}

/** A tunnel that was moved into a namespace is made where its underlay is, and moved again. */
function fromHome(tables: Tables, step: Step): readonly Step[] {
  if (step.do !== 'link-add-vxlan') return [step];
  const link = tables.link.find(({ netns, name }) => netns === step.netns && name === step.name);
  const moved = link !== undefined && isMovedTunnel(link) ? movedTunnelSteps(tables, link) : [];
  return moved.length > 0 ? moved : [step];
}

/** Other ports of the bridge are others' own. */
function isOf(step: Step, keys: ReadonlySet<string>): boolean {
  if (!('netns' in step)) return false;
  const name = 'name' in step ? step.name : 'dev' in step ? step.dev : undefined;
  return name === undefined || keys.has(linkKey(step.netns, name));
}
