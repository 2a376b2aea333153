import type { Json, JsonObject } from '../../base/json.ts';
import { LINK_STANDARD, linkKey, type Link, type LinkQueues, type LinkSettings } from './row.ts';
import type { VxlanOptions } from '../vxlan/row.ts';
import { readBridge } from '../bridge/read.ts';
import { readBridgePort } from '../port/read.ts';
import { number, object, text, texts } from '../item.ts';
import { readRows, type Parsed, type RowSink } from '../rows.ts';
import { readVxlan } from '../vxlan/read.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** `ip -d -j link show` (ip-link(8); ip/ipaddress.c). Kinds that we do not know are rows like any other. */
export function parseLinks(items: readonly Json[], netns: string, argv: readonly string[] = []): Parsed<Link> {
  const { rows, problems } = readRows('link', items, netns, argv, readLink);
  return { rows: [...nameLower(rows)], problems };
}

export function readLink(item: JsonObject, netns: string, sink: RowSink<Link>): void {
  const { ifindex, ifname, mtu, flags } = item;
  if (typeof ifname !== 'string') return sink.fault('ifname');
  if (typeof ifindex !== 'number') return sink.fault('ifindex');
  if (typeof mtu !== 'number') return sink.fault('mtu');
  if (!Array.isArray(flags)) return sink.fault('flags');
  const kind = readKind(item);
  if (typeof kind === 'string') return sink.fault(kind);
  sink.add({
    key: linkKey(netns, ifname),
    netns,
    name: ifname,
    ifindex,
    up: flags.includes('UP'),
    operstate: text(item, 'operstate') ?? 'UNKNOWN',
    carrier: flags.includes('LOWER_UP'),
    mtu,
    ...identity(item),
    settings: settingsOf(item, flags),
    queues: queuesOf(item),
    ...kind,
    raw: item,
  });
}

/** The other end is printed as `link` while it lives here, else as `link_index` with `link_netnsid`, never both. */
function identity(item: JsonObject) {
  const mac = text(item, 'address');
  return {
    mac: mac !== undefined && MAC.test(mac) && item['link_type'] !== 'loopback' ? mac.toLowerCase() : undefined,
    master: text(item, 'master'),
    peer: text(item, 'link'),
    peerIndex: number(item, 'link_index'),
    peerNsid: number(item, 'link_netnsid'),
    group: text(item, 'group'),
    alias: text(item, 'ifalias'),
    altnames: texts(item['altnames']),
    addrgenmode: text(item, 'inet6_addr_gen_mode'),
  };
}

/** Only what is not the usual, which few links have. */
function settingsOf(item: JsonObject, flags: readonly Json[]): LinkSettings | undefined {
  const printed: LinkSettings = {
    txqueuelen: number(item, 'txqlen'),
    arp: !flags.includes('NOARP'),
    multicast: flags.includes('MULTICAST') || flags.includes('LOOPBACK'),
    allmulticast: flags.includes('ALLMULTI'),
    promisc: flags.includes('PROMISC'),
    gsoMaxSize: number(item, 'gso_max_size'),
    gsoMaxSegs: number(item, 'gso_max_segs'),
    groMaxSize: number(item, 'gro_max_size'),
    gsoIpv4MaxSize: number(item, 'gso_ipv4_max_size'),
    groIpv4MaxSize: number(item, 'gro_ipv4_max_size'),
  };
  const unusual = Object.entries(printed).filter(
    ([name, value]) => value !== undefined && value !== LINK_STANDARD[name as keyof LinkSettings],
  );
  return unusual.length === 0 ? undefined : Object.fromEntries(unusual);
}

function queuesOf(item: JsonObject): LinkQueues | undefined {
  const [tx, rx] = [number(item, 'num_tx_queues'), number(item, 'num_rx_queues')];
  return tx === undefined || rx === undefined || (tx === 1 && rx === 1) ? undefined : { tx, rx };
}

/** What the kind says of itself, or the name of the field that is unusable. */
function readKind(item: JsonObject): Pick<Link, 'kind' | 'vxlan' | 'bridge' | 'port'> | string {
  const info = object(item, 'linkinfo') ?? {};
  const kind = text(info, 'info_kind') ?? text(item, 'link_type') ?? 'unknown';
  const data = object(info, 'info_data') ?? {};
  const port = text(info, 'info_slave_kind') === 'bridge' ? object(info, 'info_slave_data') : undefined;
  const vxlan = kind === 'vxlan' ? readVxlan(data, 'link_netnsid' in item) : undefined;
  if (typeof vxlan === 'string') return vxlan;
  return { kind, vxlan, bridge: kind === 'bridge' ? readBridge(data) : undefined, port: port && readBridgePort(port) };
}

/**
 * A vxlan that was moved to another namespace prints its own index as `link_index` (recorded in `red-link.json`).
 * The index of its underlay device shows in `info_data.link` only: as `if3`, or as the name of whichever device has
 * that index here.
 */
export function nameLower(rows: readonly Link[]): readonly Link[] {
  if (!rows.some(isMovedVxlan)) return rows;
  const indexes = new Map(rows.map((row) => [row.name, row.ifindex]));
  return rows.map((row) => (isMovedVxlan(row) ? { ...row, peerIndex: lowerIndex(row, indexes) } : row));
}

function isMovedVxlan(row: Link): row is Link & { vxlan: VxlanOptions } {
  return row.vxlan !== undefined && row.peerNsid !== undefined;
}

function lowerIndex(row: Link, indexes: ReadonlyMap<string, number>): number | undefined {
  const info = object(row.raw, 'linkinfo') ?? {};
  const printed = text(object(info, 'info_data') ?? {}, 'link');
  if (printed === undefined) return undefined;
  return indexes.get(printed) ?? (/^if\d+$/.test(printed) ? Number(printed.slice(2)) : undefined);
}
