/** What flannel's vxlan backend has in a host's kernel for an overlay, and what iproute2 reads there: both as plain lines. */
import type { HostId } from '../../../app/base/host.ts';
import type { OverlayFile } from '../../../app/overlay/overlay.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { hostOf, inHost } from '../../lab/lab-for-test.ts';
import type { Families } from './overlay-for-test.ts';

export interface Flannel {
  readonly title: string;
  readonly families: Families;
  readonly vni?: number;
  readonly port?: number;
  readonly gbp?: boolean;
  readonly learning?: boolean;
  readonly directRouting?: boolean;
  /** Hosts whose underlay address is another than the lab gave them; they are behind a router. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

export interface HostEntries {
  /** Name, MAC, MTU, VNI, own end, port, and the options that flannel decides. */
  readonly devices: readonly unknown[];
  readonly addresses: readonly string[];
  readonly neighbours: readonly string[];
  readonly fdb: readonly string[];
  readonly routes: readonly string[];
  /** Of the bridge, its port, and the endpoint's own link. */
  readonly mtus: readonly number[];
}

interface Family {
  readonly name: string;
  readonly mac: (index: number) => string;
  readonly local: (lab: Lab, flannel: Flannel, host: string, index: number) => string;
  readonly subnet: (index: number) => string;
  /** The subnet's first address: the VTEP's own. */
  readonly vtep: (index: number) => string;
  readonly prefix: string;
  readonly bits: number;
  readonly overhead: number;
}

const V4: Family = {
  name: 'flan4',
  mac: (index) => `02:42:04:00:00:0${index}`,
  local: (lab, { elsewhere }, host) => elsewhere?.[host] ?? hostOf(lab, host).underlay,
  subnet: (index) => `10.120.${index}.0/24`,
  vtep: (index) => `10.120.${index}.0`,
  prefix: '10.120.0.0/16',
  bits: 32,
  overhead: 50,
};
const V6: Family = {
  name: 'flan6',
  mac: (index) => `02:42:06:00:00:0${index}`,
  // As `giveIpv6` numbers them.
  local: (lab, _, host) => `fd00:64::${lab.hosts.findIndex(({ name }) => name === host) + 3}`,
  subnet: (index) => `fd12:120:0:${index}::/64`,
  vtep: (index) => `fd12:120:0:${index}::`,
  prefix: 'fd12:120::/48',
  bits: 128,
  overhead: 70,
};

const UNDERLAY_MTU = 1500;
const BRIDGE = 'pods';
const ENDPOINT = { netns: 'pod', dev: 'eth0', port: 'pod0' } as const;

function familiesOf({ families }: Flannel): readonly Family[] {
  return families === 'dual' ? [V4, V6] : [families === 'IPv4' ? V4 : V6];
}

/** Everything that can be compared is stated: names, MACs, subnets. */
export function flannelFile(lab: Lab, flannel: Flannel, hosts: readonly string[]): OverlayFile {
  const { title: _, families: __, elsewhere: ___, vni = 1, ...options } = flannel;
  const families = familiesOf(flannel);
  const members = hosts.map((host) => {
    const index = numberOf(lab, host);
    return {
      host: `lab:${host}` as HostId,
      tunnels: families.map((one) => ({
        name: one.name,
        mac: one.mac(index),
        local: one.local(lab, flannel, host, index),
      })),
      bridge: BRIDGE,
      subnets: families.map(({ subnet }) => subnet(index)),
      endpoint: {
        ...ENDPOINT,
        addresses: families.map((one) => `${one.vtep(index)}2/${one.bits === 32 ? 24 : 64}`.replace('.02/', '.2/')),
      },
    };
  });
  return { name: 'mesh', mode: 'flannel', vni, prefixes: families.map(({ prefix }) => prefix), ...options, members };
}

export function numberOf(lab: Lab, host: string): number {
  return lab.hosts.findIndex(({ name }) => name === host) + 1;
}

/** What flannel programs on `host` (pkg/backend/vxlan: device.go, vxlan.go, vxlan_network.go). */
export function programmed(lab: Lab, flannel: Flannel, hosts: readonly string[], host: string): HostEntries {
  const families = familiesOf(flannel);
  const { vni = 1, port = 8472, learning = false, gbp = false } = flannel;
  const index = numberOf(lab, host);
  const mtu = UNDERLAY_MTU - Math.max(...families.map(({ overhead }) => overhead));
  const peers = hosts.filter((name) => name !== host);
  const pairs = families.flatMap((family) => peers.map((peer) => ({ family, peer, at: numberOf(lab, peer) })));
  const isNear = (name: string): boolean => flannel.elsewhere?.[name] === undefined;
  const isDirect = (peer: string): boolean => flannel.directRouting === true && isNear(host) && isNear(peer);
  const tunnelled = pairs.filter(({ peer }) => !isDirect(peer));
  return {
    devices: families.map((one) => ({
      name: one.name,
      mac: one.mac(index),
      mtu,
      up: true,
      id: vni,
      local: one.local(lab, flannel, host, index),
      link: 'eth0',
      port,
      learning,
      gbp,
      others: [],
    })),
    addresses: families.map((one) => `${one.vtep(index)}/${one.bits} ${one.name}`).sort(),
    neighbours: tunnelled
      .map(({ family, at }) => `${family.vtep(at)} lladdr ${family.mac(at)} dev ${family.name} PERMANENT`)
      .sort(),
    fdb: tunnelled
      .map(
        ({ family, peer, at }) =>
          `${family.mac(at)} dev ${family.name} dst ${family.local(lab, flannel, peer, at)} self permanent`,
      )
      .sort(),
    routes: pairs
      .map(({ family, peer, at }) =>
        isDirect(peer)
          ? `${family.subnet(at)} via ${family.local(lab, flannel, peer, at)} dev eth0`
          : `${family.subnet(at)} via ${family.vtep(at)} dev ${family.name} onlink`,
      )
      .sort(),
    mtus: [mtu, mtu, mtu],
  };
}

type Row = Readonly<Record<string, unknown>>;

/** What is there, of the tunnels and of every route with a gateway; what is learned or the kernel's own is left out. */
export async function entriesOf(lab: Lab, name: string, flannel: Flannel): Promise<HostEntries> {
  const host = hostOf(lab, name);
  const read = async (...argv: readonly string[]): Promise<readonly Row[]> =>
    JSON.parse(await inHost(host, ...argv)) as readonly Row[];
  const tunnels = familiesOf(flannel).map((one) => one.name);
  const isOurs = ({ dev }: Row): boolean => tunnels.includes(String(dev));
  const [links, bridge, port, inside, fdb, v4, v6, addresses, neighbours] = await Promise.all([
    read('ip', '-j', '-d', 'link', 'show', 'type', 'vxlan'),
    read('ip', '-j', 'link', 'show', 'dev', BRIDGE),
    read('ip', '-j', 'link', 'show', 'dev', ENDPOINT.port),
    read('ip', '-n', ENDPOINT.netns, '-j', 'link', 'show', 'dev', ENDPOINT.dev),
    read('bridge', '-j', 'fdb', 'show'),
    read('ip', '-4', '-j', 'route', 'show', 'table', 'all'),
    read('ip', '-6', '-j', 'route', 'show', 'table', 'all'),
    read('ip', '-j', 'addr', 'show', 'scope', 'global'),
    read('ip', '-j', 'neigh', 'show', 'nud', 'all'),
  ]);
  return {
    devices: links.map(deviceOf),
    addresses: addresses
      .flatMap(addressLines)
      .filter((line) => tunnels.some((dev) => line.endsWith(` ${dev}`)))
      .sort(),
    neighbours: neighbours
      .filter((row) => isOurs(row) && !isKernels(row))
      .map(neighbourLine)
      .sort(),
    fdb: fdb
      .filter((row) => tunnels.includes(String(row['ifname'])) && row['state'] !== '')
      .map(fdbLine)
      .sort(),
    routes: [...v4, ...v6]
      .filter(({ gateway, protocol }) => gateway !== undefined && protocol !== 'static')
      .map(routeLine)
      .sort(),
    mtus: [...bridge, ...port, ...inside].map(({ mtu }) => Number(mtu)),
  };
}

const DECIDED = ['id', 'local', 'local6', 'link', 'port', 'learning', 'gbp'];
/** What the kernel shows of every vxlan device, whoever made it; `false` and null are switched off. */
const USUAL = [
  'port_range',
  'ttl',
  'df',
  'ageing',
  'udp_csum',
  'udp_zero_csum6_tx',
  'udp_zero_csum6_rx',
  'localbypass',
];

function deviceOf({ ifname, address, mtu, flags, linkinfo }: Row): unknown {
  const data = (linkinfo as { info_data: Row }).info_data;
  // Before iproute2 6.4 GBP is `true`, since then null, and absent where it is off.
  const gbp = 'gbp' in data && data['gbp'] !== false;
  const others = Object.keys(data).filter(
    (key) => !DECIDED.includes(key) && !USUAL.includes(key) && data[key] !== false,
  );
  const { id, link, port, learning } = data;
  const local = data['local'] ?? data['local6'];
  return {
    name: ifname,
    mac: address,
    mtu,
    up: (flags as string[]).includes('UP'),
    id,
    local,
    link,
    port,
    learning,
    gbp,
    others,
  };
}

function addressLines({ ifname, addr_info }: Row): readonly string[] {
  // Filtered by scope, devices without such an address are printed as empty objects.
  const rows = (addr_info as readonly Row[]).filter(({ local }) => local !== undefined);
  return rows.map(({ local, prefixlen }) => `${String(local)}/${String(prefixlen)} ${String(ifname)}`);
}

/** Multicast destinations (`ff02::16`), which the kernel adds by itself. */
function isKernels({ dst }: Row): boolean {
  return String(dst).startsWith('ff0') || String(dst).startsWith('224.');
}

function neighbourLine({ dst, lladdr, dev, state }: Row): string {
  return `${String(dst)} lladdr ${String(lladdr)} dev ${String(dev)} ${(state as string[]).join()}`;
}

function fdbLine({ mac, ifname, dst, flags, state }: Row): string {
  return `${String(mac)} dev ${String(ifname)} dst ${String(dst)} ${(flags as string[]).join()} ${String(state)}`;
}

function routeLine({ dst, gateway, dev, flags }: Row): string {
  return [`${String(dst)} via ${String(gateway)} dev ${String(dev)}`, ...(flags as string[])].join(' ');
}
