/** Which packets to send where the tables say nothing, and what their fate means. */
import { type HostId, hostName } from '../base/host.ts';
import type { EditItem } from '../noun/items.ts';
import type { Counters } from './facts.ts';
import { at, command, finding, inside, settings, type Finding, type Fix, type HostFix } from './finding.ts';
import { lookup } from './lookup.ts';
import { endpointsNear, isRoutedSegment } from './near.ts';
import { headOf, type Endpoint, type Vtep, type World } from './world.ts';

/** Two machines (or tunnels with an address) that should reach each other. */
export interface ProbePair {
  readonly from: Party;
  readonly to: Party;
}

export interface Party {
  readonly host: HostId;
  readonly netns: string;
  readonly ip: string;
  readonly mtu: number;
  readonly vtep: Vtep;
  readonly endpoint?: Endpoint;
}

/** Pairs probed at most: with two pings and a connection each, a second of a host's time. */
const MOST_PAIRS = 24;

/** `isMeant`: only those; they are probed whatever their number. */
export function pairsOf(
  world: World,
  isMeant: (pair: ProbePair) => boolean = () => true,
): { readonly pairs: readonly ProbePair[]; readonly left: number } {
  const all = world.segments
    .filter((one) => one.length > 1)
    .flatMap((segment) => {
      const parties = segment.flatMap((vtep) => partyOf(vtep, world));
      const routed = isRoutedSegment(segment);
      return parties.flatMap((from) =>
        parties.flatMap((to) => (from.host === to.host || (!routed && isStranger(from, to)) ? [] : matching(from, to))),
      );
    });
  const meant = all.filter(isMeant);
  return { pairs: meant.slice(0, MOST_PAIRS), left: Math.max(0, meant.length - MOST_PAIRS) };
}

/** Without a way to it none is expected: where one is, its check has said so. */
function isStranger({ vtep, netns }: Party, { ip }: Party): boolean {
  return lookup(vtep.facts, netns, { dst: ip }) === undefined;
}

/** One a member and family: the first machine, else the tunnel's own address in a subnet. */
function partyOf(vtep: Vtep, world: World): readonly Party[] {
  const near = endpointsNear(vtep, world);
  const families = ['inet', 'inet6'] as const;
  return families.flatMap((family): readonly Party[] => {
    for (const endpoint of near) {
      const row = endpoint.addresses.find(
        (one) => one.family === family && one.scope === 'global' && !one.flags.includes('dadfailed'),
      );
      if (row !== undefined)
        return [{ host: vtep.host, netns: endpoint.netns, ip: row.local, mtu: endpoint.link.mtu, vtep, endpoint }];
    }
    const own = vtep.addresses.find(
      (one) => one.family === family && one.scope === 'global' && one.prefixlen < (family === 'inet' ? 32 : 128),
    );
    return own === undefined || near.length > 0
      ? []
      : [{ host: vtep.host, netns: vtep.netns, ip: own.local, mtu: vtep.link.mtu, vtep }];
  });
}

function matching(from: Party, to: Party): readonly ProbePair[] {
  return from.ip.includes(':') === to.ip.includes(':') && from.ip !== to.ip ? [{ from, to }] : [];
}

export interface Fate {
  readonly pair: ProbePair;
  readonly small: boolean;
  readonly large: boolean;
  readonly tcp: boolean;
  /** The largest uncut packet that passed, where `large` did not. */
  readonly largest?: number;
}

export const nameOf = ({ host, netns }: Party): string => `${inside(netns)}${hostName(host)}`.replace(/: /, ' of ');

/** Large packets vanish, small ones pass: the way takes less than the tunnel sends. */
export function pathMtu({ pair: { from, to }, largest }: Fate, size: number, world: World): Finding {
  const { host, vtep } = from;
  const dst = [...vtep.dsts][0] ?? '';
  const path = largest === undefined ? undefined : largest + headOf(dst);
  const head = from.ip.includes(':') ? 48 : 28;
  return finding({
    ...{ code: 'path-mtu', host, hosts: [to.host], table: 'link' },
    entry: `${vtep.link.name} mtu ${vtep.link.mtu}${path === undefined ? '' : ` (path ${path})`}`,
    says: `Packets of ${size} bytes from ${nameOf(from)} do not reach ${nameOf(to)}, small ones do${largest === undefined ? '' : `; the largest that does is ${largest} bytes, so the underlay between them takes ${path}`}.`,
    command: at(from.netns, `ping -M do -s ${size - head} ${to.ip}`),
    line: '1 packets transmitted, 0 received, 100% packet loss',
    ...(largest !== undefined && { fix: lower([from, to], largest, world) }),
  });
}

function lower(parties: readonly Party[], mtu: number, world: World): Fix {
  const hosts = parties.map(({ host, vtep }): HostFix => {
    const near = endpointsNear(vtep, world);
    const links = [...near.flatMap(({ link, port }) => [link, port]), ...(vtep.bridge ? [vtep.bridge] : []), vtep.link];
    const items = links
      .filter((one) => one.mtu > mtu)
      .map(({ netns, name }): EditItem => ({ noun: 'link', verb: 'set', netns, name, mtu }));
    return { host, items, commands: [] };
  });
  return { title: `Set the MTU to ${mtu} at both ends`, hosts };
}

/** TCP alone fails, and the receiver counts wrong checksums: the sender's card or driver writes them. */
export function checksum({ pair: { from, to } }: Fate, errors: number): Finding {
  const { host, vtep } = from;
  const name = vtep.link.name;
  return finding({
    ...{ code: 'tx-checksum', host, hosts: [to.host], table: 'offload', entry: `${name} tx-checksum-ip-generic` },
    says: `TCP from ${nameOf(from)} arrives at ${nameOf(to)} with wrong checksums (${errors} counted), pings pass: what ${hostName(host)} hands to its hardware, or something on the way, spoils them. Let the kernel fill them in.`,
    ...{ at: to.host, command: at(to.netns, 'nstat -asz TcpInCsumErrors'), line: `TcpInCsumErrors +${errors}` },
    fix:
      vtep.netns === ''
        ? settings('Let the kernel fill in checksums', host, {
            do: 'offload-set',
            netns: '',
            dev: name,
            feature: 'tx-checksum-ip-generic',
            on: false,
          })
        : command(
            'Let the kernel fill in checksums',
            host,
            at(vtep.netns, `ethtool -K ${name} tx-checksum-ip-generic off`),
          ),
    confidence: 'likely',
  });
}

export interface UdpFate {
  /** The sender's and the receiver's tunnel, and the underlay addresses between them. */
  readonly from: Vtep;
  readonly to: Vtep;
  readonly local: string;
  readonly target: string;
  readonly port: number;
  /** What the sending socket got. */
  readonly answer: 'silence' | 'refused' | 'forbidden' | 'no-way' | 'unknown';
  /** What the receiver's counters rose by. */
  readonly rose: Counters;
  /** Whether a port where nothing listens was refused. */
  readonly control: UdpFate['answer'];
  readonly controlRose: Counters;
  readonly pings: boolean;
  /** Whether the receiver is asked by the network too, so that packets counted may be ours. */
  readonly noisy: boolean;
}

const SENT = 3;

/** The table of diagnosis: what the sender got, against what the receiver counted. */
export function judgeUdp(fate: UdpFate): Finding | undefined {
  const { from, to, answer, rose, port, target, local, noisy } = fate;
  const got = (name: string): number => rose.get(name) ?? 0;
  const isV6 = target.includes(':');
  const received = got(isV6 ? 'Ip6InReceives' : 'IpInReceives');
  const taken = got(isV6 ? 'Udp6InDatagrams' : 'UdpInDatagrams');
  const noPort = got(isV6 ? 'Udp6NoPorts' : 'UdpNoPorts');
  const between = { hosts: [to.host], confidence: 'likely' } as const;
  const line = `UdpInDatagrams +${taken}, UdpNoPorts +${noPort}, IpInReceives +${received}`;
  const counted = { at: to.host, command: 'nstat -asz', line };
  const way = `UDP ${port} from ${local} to ${target}`;
  if (answer === 'forbidden')
    return finding({
      ...{ ...between, code: 'firewall-output', host: from.host, table: 'firewall', entry: `OUTPUT ${way}` },
      says: `${hostName(from.host)} is not allowed to send UDP to port ${port} of ${hostName(to.host)}: its own firewall refuses it.`,
      ...{ command: `send UDP to ${target} port ${port}`, line: 'Operation not permitted' },
    });
  if (taken >= SENT || answer === 'unknown' || answer === 'no-way') return undefined;
  if (answer === 'refused' && noPort > 0)
    return finding({
      ...{ ...between, code: 'firewall-nat', host: to.host, hosts: [from.host], table: 'firewall', entry: way },
      says: `${hostName(to.host)} answers that nothing listens on UDP port ${port}, though ${to.link.name} does: a NAT rule there sends the packets elsewhere.`,
      ...counted,
    });
  if (
    answer === 'refused' ||
    (received >= SENT && !noisy) ||
    (fate.controlRose.get('UdpNoPorts') === undefined && received >= SENT && !noisy)
  )
    return finding({
      ...{ ...between, code: 'firewall-input', host: to.host, hosts: [from.host], table: 'firewall', entry: way },
      says: `UDP from ${hostName(from.host)} to port ${port} reaches ${hostName(to.host)} and is dropped there: its own firewall.`,
      ...counted,
    });
  if (!fate.pings)
    return finding({
      ...{
        ...between,
        code: 'underlay-silent',
        host: to.host,
        hosts: [from.host],
        table: 'underlay',
        entry: `${local} to ${target}`,
      },
      says: `Nothing from ${hostName(from.host)} (${local}) reaches ${hostName(to.host)} (${target}), not even a ping.`,
      ...{ at: from.host, command: `ping ${target}`, line: '100% packet loss' },
    });
  const all = fate.control !== 'refused';
  return finding({
    ...{ ...between, code: all ? 'underlay-drops-udp' : 'underlay-drops-port', host: from.host, table: 'underlay' },
    entry: all ? `UDP from ${local} to ${target}` : way,
    says: all
      ? `The network between drops UDP from ${hostName(from.host)} (${local}) to ${hostName(to.host)} (${target}); pings pass. Whoever runs it must let UDP port ${port} through.`
      : `The network between drops UDP port ${port} from ${hostName(from.host)} (${local}) to ${hostName(to.host)} (${target}); other ports pass. Whoever runs it must let it through, or both ends take another port.`,
    ...counted,
    ...(!all && { fix: otherPort([from, to], port) }),
  });
}

/** Ten thousand above: IANA has given it to nobody for VXLAN, and filters of well-known ports do not name it. */
function otherPort(ends: readonly Vtep[], port: number): Fix {
  const dstport = port + 10_000 > 65_535 ? port - 10_000 : port + 10_000;
  const hosts = ends.map(({ host, netns, link }): HostFix => ({
    host,
    items: [{ noun: 'vxlan', verb: 'set', netns, name: link.name, vxlan: { dstport }, unset: [] }],
    commands: [],
  }));
  return { title: `Use UDP port ${dstport} at both ends`, hosts };
}

/** Last of all: where it stopped, without a why. */
export function unreachable({ pair: { from, to }, small }: Fate): Finding {
  return finding({
    ...{ code: 'endpoint-unreachable', host: from.host, hosts: [to.host], table: 'endpoint' },
    entry: `${inside(from.netns)}${from.ip} to ${to.ip}`,
    says: small
      ? `TCP from ${nameOf(from)} (${from.ip}) to ${nameOf(to)} (${to.ip}) gets no answer, pings do; no table that was looked at says why.`
      : `${nameOf(from)} (${from.ip}) does not reach ${nameOf(to)} (${to.ip}); the tunnel's packets arrive, and no table that was looked at says why.`,
    command: at(from.netns, `ping ${to.ip}`),
    line: small ? 'connect: timed out' : '100% packet loss',
    confidence: 'likely',
  });
}
