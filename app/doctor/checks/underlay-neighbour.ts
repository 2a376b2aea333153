/** The last step of the outer packet: who answers for the peer's address on the underlay. */
import type { Address } from '../../noun/address/row.ts';
import { hostName, type HostId } from '../../base/host.ts';
import type { Neighbour } from '../../noun/neighbour/row.ts';
import type { HostFacts, Way } from '../facts.ts';
import { at, command, edit, finding, type Finding, type Fix, type HostFix } from '../finding.ts';
import type { Vtep, World } from '../world.ts';
import { neighbourLine } from './neighbour-gateway.ts';

/** Who asked before forgets the answer; the right host answers, should it have been told not to. */
function takeOff(address: Address, from: HostId, one: Vtep, peer: Vtep, dst: string): Fix {
  const text = `${address.local}/${address.prefixlen}`;
  const itself: HostFix = {
    host: from,
    items: [{ noun: 'address', verb: 'del', netns: address.netns, dev: address.dev, address: text }],
    commands: [],
  };
  const rows = one.facts.tables.neighbour.filter(
    (row) => row.netns === one.outer && row.dst === dst && row.mac !== undefined,
  );
  const forgets = rows.map((row): HostFix => ({
    host: one.host,
    items: [{ noun: 'neighbour', verb: 'del', netns: row.netns, dev: row.dev, dst }],
    commands: [],
  }));
  const deaf = deafOn(peer);
  const answers: readonly HostFix[] =
    deaf === undefined ? [] : [{ host: peer.host, items: [], commands: [at(peer.outer, `sysctl -qw ${deaf}=0`)] }];
  return { title: `Take ${text} off ${address.dev}`, hosts: [itself, ...answers, ...forgets] };
}

/** The setting by which a host does not answer ARP on its underlay card. */
function deafOn({ facts, under, outer }: Vtep): string | undefined {
  const names = ['all', ...(under === undefined ? [] : [under.name])].map((dev) => `net.ipv4.conf.${dev}.arp_ignore`);
  return names.find((name) => Number(facts.settings.get(`${outer}|${name}`) ?? 0) >= 3);
}

export function deaf(one: Vtep): readonly Finding[] {
  const { host, under, link } = one;
  const name = deafOn(one);
  if (name === undefined || under === undefined) return [];
  return [
    finding({
      ...{ code: 'arp-not-answered', host, table: 'sysctl', entry: name },
      says: `${under.name} on ${hostName(host)}, which carries ${link.name}, does not answer ARP (${name}): no neighbour finds its MAC address.`,
      ...{
        command: at(one.outer, `sysctl ${name}`),
        line: `${name} = ${one.facts.settings.get(`${one.outer}|${name}`) ?? ''}`,
      },
      fix: command(`Answer ARP on ${under.name}`, host, at(one.outer, `sysctl -qw ${name}=0`)),
    }),
  ];
}

/** A router that is one of the hosts looked at has the MAC address that we send to, or none of them does. */
function viaRouter(
  one: Vtep,
  peer: Vtep,
  dst: string,
  via: string,
  dev: string | undefined,
  world: World,
): readonly Finding[] {
  const { facts } = one;
  const owners = world.owners(via);
  const row = facts.tables.neighbour.find(
    (each) => each.netns === one.outer && each.dst === via && each.mac !== undefined && each.dev === dev,
  );
  const macs = owners.flatMap((owner) =>
    owner.facts.tables.link.filter(({ netns }) => netns === owner.address.netns).map(({ mac }) => mac),
  );
  if (row === undefined || owners.length === 0 || macs.includes(row.mac) || /FAILED|INCOMPLETE/.test(row.state))
    return [];
  return [wrongNeighbour(one, peer, row, `${via}, its router to ${dst}`)];
}

function wrongNeighbour({ host }: Vtep, peer: Vtep, row: Neighbour, what: string): Finding {
  return finding({
    ...{ code: 'underlay-neighbour-wrong', host, hosts: [peer.host], table: 'neighbour' },
    entry: `${row.dst} dev ${row.dev} lladdr ${row.mac}`,
    says: `${hostName(host)} sends what is for ${what} to the MAC address ${row.mac}; no device of that host has it.`,
    command: at(row.netns, `ip neigh show dev ${row.dev}`),
    line: neighbourLine(row),
    fix: edit(`Forget ${row.dst} on ${row.dev}`, host, {
      noun: 'neighbour',
      verb: 'del',
      netns: row.netns,
      dev: row.dev,
      dst: row.dst,
    }),
  });
}

const rowsOf = new WeakMap<HostFacts, ReadonlyMap<string, readonly Neighbour[]>>();

/** A host's neighbours that have a MAC address, by address: made once. */
function underlayRows(facts: HostFacts): ReadonlyMap<string, readonly Neighbour[]> {
  const known = rowsOf.get(facts);
  if (known !== undefined) return known;
  const made = new Map<string, Neighbour[]>();
  for (const row of facts.tables.neighbour)
    if (row.mac !== undefined) made.set(row.dst, [...(made.get(row.dst) ?? []), row]);
  rowsOf.set(facts, made);
  return made;
}

export function neighbourOf(
  one: Vtep,
  peer: Vtep,
  dst: string,
  way: Way | undefined,
  world: World,
): readonly Finding[] {
  const { host, facts } = one;
  if (way?.gateway !== undefined) return viaRouter(one, peer, dst, way.gateway, way.dev, world);
  const duplicate = world.owners(dst).find((owner) => owner.facts.host !== peer.host && owner.facts.host !== host);
  if (duplicate !== undefined) {
    const { address, facts: other } = duplicate;
    const text = `${address.local}/${address.prefixlen}`;
    return [
      finding({
        ...{ code: 'underlay-ip-duplicate', host: other.host, hosts: [peer.host, host], table: 'address' },
        entry: `${address.dev} ${text}`,
        says: `${hostName(other.host)} has ${dst} as well, the underlay address of ${hostName(peer.host)}: whoever answers ARP first gets the packets.`,
        command: at(address.netns, `ip addr show dev ${address.dev}`),
        line: `inet ${text} scope global ${address.dev}`,
        fix: takeOff(address, other.host, one, peer, dst),
      }),
    ];
  }
  const row = underlayRows(facts)
    .get(dst)
    ?.find((each) => each.netns === one.outer && (way?.dev === undefined || each.dev === way.dev));
  const macs = peer.facts.tables.link.filter(({ netns }) => netns === peer.outer).map(({ mac }) => mac);
  if (row === undefined || macs.includes(row.mac) || /FAILED|INCOMPLETE/.test(row.state)) return [];
  return [wrongNeighbour(one, peer, row, dst)];
}
