/** Packet filters at both ends: what they do with the outer packet, with forwarded ones, with ARP. */
import { hostName } from '../../base/host.ts';
import type { Check } from '../check.ts';
import type { Filters } from '../facts.ts';
import type { FilterPacket } from '../filter.ts';
import { entryOf, INCOMING, judge, OUTGOING, showOf, type Judged } from '../filter-hooks.ts';
import { at, command, finding, inside, oncePerEntry, type Finding, type Fix } from '../finding.ts';
import { endpointsNear, isInUse } from '../near.ts';
import { trafficOf } from '../traffic.ts';
import { headOf, type Vtep, type World } from '../world.ts';
import { bridged } from './firewall-bridge.ts';
import { arpOf, endpointFilter } from './firewall-endpoint.ts';
import { forwarded } from './firewall-forward.ts';
import { peersAsked } from './firewall-peers.ts';

export const firewall: Check = {
  name: 'firewall',
  codes: [
    'firewall-input',
    'firewall-output',
    'firewall-nat',
    'firewall-rate-limit',
    'firewall-forward',
    'firewall-bridge-nf',
    'firewall-bridge',
    'firewall-arp',
    'firewall-endpoint',
    'tc-ingress',
  ],
  run: (world) =>
    oncePerEntry(
      world.vteps
        .filter((one) => isInUse(one, world))
        .flatMap((one) => [...outer(one, world), ...trafficOf(one, world), ...inner(one, world)]),
    ),
};

function outer(one: Vtep, world: World): readonly Finding[] {
  const filters = one.facts.filters.get(one.outer);
  if (filters === undefined) return [];
  return peersAsked(one, filters, world).flatMap((peer): Finding[] => {
    const [mine, theirs] = [pick(one, peer), pick(peer, one)];
    if (mine === undefined || theirs === undefined) return [];
    const base = { protocol: 'udp', dport: one.vxlan.dstport } as const;
    const iif = one.under?.name;
    const ins = { ...base, src: theirs, dst: mine, ...(iif !== undefined && { iif }) };
    const outs = { ...base, dport: peer.vxlan.dstport, src: mine, dst: theirs, ...(iif !== undefined && { oif: iif }) };
    const [incoming, outgoing] = [judgeSizes(filters, INCOMING, ins, one), judgeSizes(filters, OUTGOING, outs, one)];
    return [...said(one, peer, incoming, 'in'), ...said(one, peer, outgoing, 'out')];
  });
}

/** A small packet, then the largest that the tunnel sends: a rule may ask for the length. */
function judgeSizes(
  filters: Filters,
  hooks: typeof INCOMING,
  packet: FilterPacket,
  { link }: Vtep,
): Judged | undefined {
  const head = headOf(packet.dst);
  return (
    judge(filters, hooks, { ...packet, length: 84 + head }) ??
    judge(filters, hooks, { ...packet, length: link.mtu + head })
  );
}

/** The address of one that the other names. */
function pick(one: Vtep, other: Vtep): string | undefined {
  return one.locals.find((local) => other.dsts.has(local)) ?? one.locals[0];
}

function said(one: Vtep, peer: Vtep, judged: Judged | undefined, way: 'in' | 'out'): Finding[] {
  if (judged === undefined) return [];
  const { verdict, tool } = judged;
  const { host, vxlan } = one;
  const kind =
    verdict.verdict === 'limit'
      ? 'firewall-rate-limit'
      : verdict.verdict === 'steal'
        ? 'firewall-nat'
        : way === 'in'
          ? 'firewall-input'
          : 'firewall-output';
  const does = {
    drop: 'drops',
    accept: 'takes',
    limit: 'lets through only so many a second of',
    steal: 'sends elsewhere',
  }[verdict.verdict];
  const packets = `what ${way === 'in' ? 'comes from' : 'goes to'} ${hostName(peer.host)} on UDP port ${way === 'in' ? vxlan.dstport : peer.vxlan.dstport}`;
  return [
    finding({
      ...{
        code: kind,
        host,
        hosts: [peer.host],
        table: 'firewall',
        entry: `${inside(one.outer)}${entryOf(tool, verdict)}`,
      },
      says: `The firewall of ${hostName(host)} ${does} ${packets}: ${verdict.line}.`,
      command: at(one.outer, showOf(tool, verdict)),
      line: verdict.line,
      fix: mend(one, judged, way),
    }),
  ];
}

/** A rule that stands before: nothing of somebody's filter is taken away, save what sends the tunnel's port elsewhere. */
function mend({ host, vxlan, outer }: Vtep, { verdict, tool }: Judged, way: 'in' | 'out'): Fix {
  const { table, chain, line } = verdict;
  const port = `-p udp --dport ${vxlan.dstport}`;
  if (tool === 'nft')
    return command(
      'Let the tunnel pass',
      host,
      at(
        outer,
        `nft insert rule ${table} ${chain} udp dport ${vxlan.dstport}${line.startsWith('chain ') ? '' : ' counter'} accept`,
      ),
    );
  const title = way === 'in' ? 'Let the tunnel in' : 'Let the tunnel out';
  return command(title, host, at(outer, `${tool} -t ${table} -I ${chain} ${port} -j ACCEPT`));
}

function inner(one: Vtep, world: World): readonly Finding[] {
  const near = endpointsNear(one, world);
  return [
    ...(one.bridge === undefined ? forwarded(one, world) : bridged(one, near, world)),
    ...near.flatMap(arpOf),
    ...near.flatMap((each) => endpointFilter(each, one, world)),
  ];
}
