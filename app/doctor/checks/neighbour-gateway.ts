/** The neighbour and the FDB entry that lead to each gateway. */
import { hostName } from '../../base/host.ts';
import type { Neighbour } from '../../noun/neighbour/row.ts';
import { at, edit, finding, inside, type Finding } from '../finding.ts';
import { isRouted } from '../near.ts';
import { isFlood, type Vtep } from '../world.ts';
import { isFixed, leadItems } from '../lead.ts';
import { targetOf } from './fdb.ts';

export function neighbourLine({ dst, dev, mac, state, flags }: Neighbour): string {
  return [dst, 'dev', dev, ...(mac === undefined ? [] : ['lladdr', mac]), ...flags, state].join(' ');
}

/** For each gateway that its routes go to, and each address it was told the MAC of: the neighbour, and the entry that leads to it. */
export function gatewaysOf(one: Vtep, segment: readonly Vtep[], changed: readonly Vtep[]): readonly Finding[] {
  const gateways = new Set(one.routes.filter(isRouted).flatMap(({ gateway }) => gateway ?? []));
  const told = one.neighbours.filter((row) => isFixed(row) && !gateways.has(row.dst)).map(({ dst }) => dst);
  if (gateways.size === 0 && told.length === 0) return [];
  const owners = tunnelAddresses(segment);
  const rows = new Map(one.neighbours.map((row) => [row.dst, row] as const));
  const flooded = one.fdb.some(isFlood);
  const led = new Set(one.fdb.filter(({ dst, nhid }) => dst !== undefined || nhid !== undefined).map(({ mac }) => mac));
  return [...gateways, ...told].flatMap((gateway): readonly Finding[] => {
    const peer = owners.get(gateway);
    if (peer === undefined || peer === one || changed.includes(peer)) return [];
    const row = rows.get(gateway);
    if (row?.mac === undefined || /FAILED|INCOMPLETE/.test(row.state))
      return flooded ? [] : [missing(one, peer, gateway, row, segment)];
    if (row.mac !== peer.link.mac) return isFixed(row) ? [stale(one, row, peer.link.mac, peer, segment)] : [];
    if (!gateways.has(gateway)) return [];
    return led.has(row.mac) || flooded || one.vxlan.external === true ? [] : [unled(one, peer, row.mac, segment)];
  });
}

const tunnelsByAddress = new WeakMap<readonly Vtep[], ReadonlyMap<string, Vtep>>();

/** Whose tunnel has an address; made once a segment. */
export function tunnelAddresses(segment: readonly Vtep[]): ReadonlyMap<string, Vtep> {
  const known = tunnelsByAddress.get(segment);
  if (known !== undefined) return known;
  const made = new Map(segment.flatMap((one) => one.addresses.map(({ local }) => [local, one] as const)));
  tunnelsByAddress.set(segment, made);
  return made;
}

function missing(
  one: Vtep,
  peer: Vtep,
  gateway: string,
  row: Neighbour | undefined,
  segment: readonly Vtep[],
): Finding {
  const { host, link, netns } = one;
  return finding({
    ...{ code: 'neighbour-missing', host, hosts: [peer.host], table: 'neighbour', entry: gateway },
    says: `${hostName(host)} does not know the MAC address of ${gateway}, the tunnel of ${hostName(peer.host)}, and nobody answers ARP on ${link.name}.`,
    command: at(netns, `ip neigh show dev ${link.name}`),
    line: row === undefined ? `(no ${gateway})` : neighbourLine(row),
    fix: edit(`Say where ${gateway} is`, host, ...leadItems(one, peer, gateway, segment)),
  });
}

function stale(one: Vtep, row: Neighbour, mac: string | undefined, peer: Vtep, segment: readonly Vtep[]): Finding {
  const { host, netns } = one;
  const led = leadItems(one, peer, row.dst, segment);
  return finding({
    ...{ code: 'neighbour-mac-stale', host, hosts: [peer.host], table: 'neighbour' },
    entry: `${inside(netns)}${row.dst} lladdr ${row.mac}`,
    says: `${hostName(host)} sends what is for ${row.dst} to the MAC address ${row.mac}; ${hostName(peer.host)} has ${mac}.`,
    command: at(netns, `ip neigh show dev ${row.dev}`),
    line: neighbourLine(row),
    fix: edit(
      `Say the MAC address of ${row.dst}`,
      host,
      ...(led.length > 0
        ? led
        : [
            {
              noun: 'neighbour',
              verb: 'set',
              netns,
              dev: row.dev,
              dst: row.dst,
              mac: mac ?? '',
              state: 'permanent',
            } as const,
          ]),
    ),
  });
}

function unled(one: Vtep, peer: Vtep, mac: string, segment: readonly Vtep[]): Finding {
  const { host, link, netns } = one;
  const dst = targetOf(peer, segment);
  const item = { noun: 'fdb', verb: 'set', netns, dev: link.name, mac, owner: 'self', state: 'permanent' } as const;
  return finding({
    ...{ code: 'fdb-entry-missing', host, hosts: [peer.host], table: 'fdb', entry: mac },
    says: `${link.name} on ${hostName(host)} has no entry for ${mac}, the tunnel of ${hostName(peer.host)}, and no flood list: it drops what is for it.`,
    command: at(netns, `bridge fdb show dev ${link.name}`),
    line: `(no ${mac})`,
    ...(dst !== undefined && { fix: edit(`Send it to ${dst}`, host, { ...item, dst }) }),
  });
}
