/** The way of the outer packet: route, rule, card, neighbour, somebody else with the peer's address. */
import { hostName } from '../../base/host.ts';
import { HOST_NETNS } from '../../noun/netns/row.ts';
import { contains, familyOf } from '../../base/ip.ts';
import type { Check } from '../check.ts';
import type { Way } from '../facts.ts';
import { command, edit, finding, type Finding } from '../finding.ts';
import { lookup, routeLine } from '../lookup.ts';
import { isRemovable, removeRoute } from '../remove-route.ts';
import { networkOfAddress, type Vtep, type World } from '../world.ts';
import { neighbourLine } from './neighbour.ts';

export const underlay: Check = {
  name: 'underlay',
  codes: ['underlay-through-overlay', 'underlay-no-route', 'underlay-wrong-nic', 'underlay-policy-rule', 'underlay-neighbour-wrong', 'underlay-ip-duplicate'], // prettier-ignore
  run: (world) =>
    once(world.vteps.flatMap((one) => (world.peers.get(one) ?? []).flatMap((peer) => between(one, peer, world)))),
};

function once(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(
    ({ code, host, entry }) => !seen.has(`${code}|${host}|${entry}`) && seen.add(`${code}|${host}|${entry}`),
  );
}

function between(one: Vtep, peer: Vtep, world: World): readonly Finding[] {
  return [...one.dsts]
    .filter((dst) => world.owners(dst).some(({ facts }) => facts.host === peer.host))
    .flatMap((dst) => {
      const way = one.facts.ways.find(({ target, port }) => target === dst && port === one.vxlan.dstport);
      const found = way === undefined ? [] : wayOf(one, peer, dst, way, world);
      return found.length > 0 ? found : neighbourOf(one, peer, dst, way, world);
    });
}

function ask({ dst, one }: { dst: string; one: Vtep }): string {
  const from = one.vxlan.local === undefined ? '' : ` from ${one.vxlan.local}`;
  return `ip route get ${dst}${from} ipproto udp dport ${one.vxlan.dstport}`;
}

function wayOf(one: Vtep, peer: Vtep, dst: string, way: Way, world: World): readonly Finding[] {
  const { host, facts, link } = one;
  const local = one.vxlan.local;
  // Then the kernel refuses the question itself, and another check names it.
  if (local !== undefined && !facts.tables.address.some((row) => row.netns === HOST_NETNS && row.local === local))
    return [];
  const said = { host, hosts: [peer.host], table: 'route', command: ask({ dst, one }) };
  const taken = lookup(facts, HOST_NETNS, { dst, ...(local !== undefined && { from: local }) });
  const line = taken === undefined ? (way.error ?? '') : routeLine(taken.route);
  const plain = facts.ways.find(({ target, port }) => target === dst && port === undefined);
  const ruled = plain !== undefined && (plain.dev !== way.dev || plain.error !== way.error);
  if (ruled) return [policyRule(one, peer, dst, way)];
  if (way.error !== undefined)
    return [
      finding({
        ...{ ...said, code: 'underlay-no-route', entry: taken === undefined ? dst : line },
        says: `${hostName(host)} has no way to ${dst} of ${hostName(peer.host)}: ${way.error}.`,
        line: taken === undefined ? `RTNETLINK answers: ${way.error}` : line,
        ...(taken !== undefined && isRemovable(taken.route) && { fix: removeRoute(host, taken.route) }),
      }),
    ];
  const tunnel = facts.tables.link.find(
    ({ name, netns, vxlan }) => name === way.dev && netns === HOST_NETNS && vxlan !== undefined,
  );
  if (tunnel !== undefined)
    return [
      finding({
        ...{ ...said, code: 'underlay-through-overlay', entry: `${dst} dev ${tunnel.name}` },
        says: `The way from ${hostName(host)} to ${dst}, the other end of ${link.name}, leads into ${tunnel.name} itself.`,
        line: `${dst} dev ${tunnel.name}`,
        ...(taken !== undefined && isRemovable(taken.route) && { fix: removeRoute(host, taken.route) }),
      }),
    ];
  return wrongCard(one, peer, dst, way, world, line);
}

/** Entries follow the routing table whatever `dev` the device has; wrong only where the peer is a neighbour by another card. */
function wrongCard(one: Vtep, peer: Vtep, dst: string, way: Way, world: World, line: string): readonly Finding[] {
  const { facts, host, under, link } = one;
  if (under === undefined || way.dev === under.name || way.dev === undefined || way.dev === 'lo') return [];
  if (one.vxlan.remote === dst && one.vxlan.dev === under.name) return [];
  const on = facts.tables.address.filter(
    ({ netns, dev, local }) => netns === HOST_NETNS && dev === under.name && familyOf(local) === familyOf(dst),
  );
  const near = on.some((row) => contains(networkOfAddress(row), dst));
  const reaches = facts.tables.address.some((row) => row.netns === HOST_NETNS && row.dev === way.dev && contains(networkOfAddress(row), dst)); // prettier-ignore
  if (!near || reaches) return [];
  const taken = lookup(facts, HOST_NETNS, { dst });
  return [
    finding({
      ...{ code: 'underlay-wrong-nic', host, hosts: [peer.host], table: 'route', entry: `${dst} dev ${way.dev}` },
      says: `What ${link.name} of ${hostName(host)} sends to ${dst} (${hostName(peer.host)}) leaves by ${way.dev}; ${dst} is on ${under.name}.`,
      ...{ command: ask({ dst, one }), line },
      ...(taken !== undefined && isRemovable(taken.route) && { fix: removeRoute(host, taken.route) }),
    }),
  ];
}

function policyRule(one: Vtep, peer: Vtep, dst: string, way: Way): Finding {
  const { host, facts, vxlan } = one;
  const rules = facts.rules.filter(({ netns, rule }) => netns === HOST_NETNS && !['local', 'main', 'default'].includes(String(rule['table'] ?? '')) || rule['ipproto'] !== undefined); // prettier-ignore
  const rule = (rules.find((row) => row.rule['ipproto'] !== undefined || row.rule['dport'] !== undefined) ?? rules[0])
    ?.rule;
  const words = Object.entries(rule ?? {}).map(([key, value]) => `${key} ${String(value)}`).join(' '); // prettier-ignore
  const priority = rule?.['priority'];
  return finding({
    ...{ code: 'underlay-policy-rule', host, hosts: [peer.host], table: 'rule', entry: words },
    says: `A rule of ${hostName(host)} takes UDP port ${vxlan.dstport} to ${dst} (${hostName(peer.host)}) ${way.error === undefined ? `by ${way.dev}` : `nowhere (${way.error})`}; everything else goes the right way, so a ping works.`,
    ...{ command: ask({ dst, one }), line: way.error ?? `${dst} dev ${way.dev}` },
    ...(typeof priority === 'number' && { fix: command('Remove the rule', host, `ip rule del priority ${priority}`) }),
  });
}

function neighbourOf(one: Vtep, peer: Vtep, dst: string, way: Way | undefined, world: World): readonly Finding[] {
  const { host, facts } = one;
  if (way?.gateway !== undefined) return [];
  const duplicate = world.owners(dst).find((owner) => owner.facts.host !== peer.host && owner.facts.host !== host);
  if (duplicate !== undefined) {
    const { address, facts: other } = duplicate;
    const text = `${address.local}/${address.prefixlen}`;
    return [
      finding({
        ...{ code: 'underlay-ip-duplicate', host: other.host, hosts: [peer.host, host], table: 'address' },
        entry: `${address.dev} ${text}`,
        says: `${hostName(other.host)} has ${dst} as well, the underlay address of ${hostName(peer.host)}: whoever answers ARP first gets the packets.`,
        command: `ip addr show dev ${address.dev}`,
        line: `inet ${text} scope global ${address.dev}`,
        fix: edit(`Take ${text} off ${address.dev}`, other.host, { noun: 'address', verb: 'del', netns: HOST_NETNS, dev: address.dev, address: text }), // prettier-ignore
      }),
    ];
  }
  const row = facts.tables.neighbour.find((each) => each.netns === HOST_NETNS && each.dst === dst && each.mac !== undefined && (way?.dev === undefined || each.dev === way.dev)); // prettier-ignore
  const macs = peer.facts.tables.link.filter(({ netns }) => netns === HOST_NETNS).map(({ mac }) => mac);
  if (row === undefined || macs.includes(row.mac) || /FAILED|INCOMPLETE/.test(row.state)) return [];
  return [
    finding({
      ...{ code: 'underlay-neighbour-wrong', host, hosts: [peer.host], table: 'neighbour' },
      entry: `${dst} dev ${row.dev} lladdr ${row.mac}`,
      says: `${hostName(host)} sends what is for ${dst} to the MAC address ${row.mac}; no device of ${hostName(peer.host)} has it.`,
      command: `ip neigh show dev ${row.dev}`,
      line: neighbourLine(row),
      fix: edit(`Forget ${dst} on ${row.dev}`, host, {
        noun: 'neighbour',
        verb: 'del',
        netns: HOST_NETNS,
        dev: row.dev,
        dst,
      }),
    }),
  ];
}
