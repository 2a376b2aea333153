/** The largest packet: underlay, tunnel, bridge's ports and machines, at both ends. */
import { hostName } from '../../base/host.ts';
import type { Link } from '../../noun/link/row.ts';
import type { Check } from '../check.ts';
import { at, edit, finding, inside, type Finding } from '../finding.ts';
import { endpointsNear, isInUse, isRoutedSegment } from '../near.ts';
import { headOf, type Vtep, type World } from '../world.ts';

export const mtu: Check = {
  name: 'mtu',
  codes: ['path-mtu', 'mtu-above-underlay', 'mtu-differs', 'inner-mtu-too-large'],
  run: (world) => world.vteps.filter((one) => isInUse(one, world)).flatMap((one) => first(one, world)),
};

const line = ({ ifindex, name, mtu: size, operstate }: Link): string =>
  `${ifindex}: ${name}: mtu ${size} state ${operstate}`;

const addressOf = ({ dsts, locals }: Vtep): string => locals[0] ?? [...dsts][0] ?? '';

/** The lowest of them: what is above follows. */
function first(one: Vtep, world: World): readonly Finding[] {
  const peers = world.peers.get(one) ?? [];
  const machines = endpointsNear(one, world).filter(({ addresses }) =>
    addresses.some(({ scope }) => scope === 'global'),
  );
  const inner = machines.map(({ link }) => link.mtu);
  const above = aboveUnderlay(one, peers);
  if (above !== undefined) return [above];
  const differs = smallerThanPeers(one, peers, Math.max(0, ...inner));
  if (differs !== undefined) return [differs];
  const large = machines.find(({ link }) => link.mtu > one.link.mtu);
  return large === undefined
    ? [...narrowPort(one, world), ...narrowBridge(one, world)]
    : [innerTooLarge(one, large.link, world)];
}

/** A host that routes sends to its machines by the bridge itself: what is larger than that is cut, or refused. */
function narrowBridge(one: Vtep, world: World): readonly Finding[] {
  if (one.bridge !== undefined || !isRoutedSegment(world.segmentOf(one))) return [];
  const seen = new Set<string>();
  return endpointsNear(one, world).flatMap(({ host, bridge, link }): Finding[] => {
    const size = Math.min(link.mtu, one.link.mtu);
    if (bridge.mtu >= size || seen.has(bridge.key)) return [];
    seen.add(bridge.key);
    return [
      finding({
        ...{ code: 'inner-mtu-too-large', host, table: 'link', entry: `${bridge.name} mtu ${bridge.mtu}` },
        says: `${bridge.name} on ${hostName(host)} has an MTU of ${bridge.mtu}; ${link.name} behind it sends and takes ${size}, and so does ${one.link.name}.`,
        command: at(bridge.netns, `ip link show dev ${bridge.name}`),
        line: line(bridge),
        fix: edit(`Set the MTU of ${bridge.name} to ${size}`, host, {
          noun: 'link',
          verb: 'set',
          netns: bridge.netns,
          name: bridge.name,
          mtu: size,
        }),
      }),
    ];
  });
}

function aboveUnderlay(one: Vtep, peers: readonly Vtep[]): Finding | undefined {
  const { under, link, host, netns } = one;
  const head = headOf(addressOf(one));
  if (under === undefined || link.mtu <= under.mtu - head) return undefined;
  const larger = peers.find((peer) => (peer.under?.mtu ?? 0) > under.mtu);
  const size = Math.max(...peers.map((peer) => peer.under?.mtu ?? 0));
  // The card was made smaller, not the tunnel larger, where the peers' cards are larger and the tunnel fits those.
  if (larger !== undefined && link.mtu <= size - head)
    return finding({
      ...{ code: 'path-mtu', host, hosts: [larger.host], table: 'link', entry: `${under.name} mtu ${under.mtu}` },
      says: `${under.name} on ${hostName(host)} takes packets of ${under.mtu} bytes; ${link.name} sends up to ${link.mtu} + ${head}, and ${hostName(larger.host)} has ${larger.under?.mtu}.`,
      command: at(under.netns, `ip link show dev ${under.name}`),
      line: line(under),
      fix: edit(`Set the MTU of ${under.name} to ${size}`, host, {
        noun: 'link',
        verb: 'set',
        netns: under.netns,
        name: under.name,
        mtu: size,
      }),
    });
  return finding({
    ...{ code: 'mtu-above-underlay', host, table: 'link', entry: `${link.name} mtu ${link.mtu}` },
    says: `${link.name} on ${hostName(host)} has an MTU of ${link.mtu}; with ${head} bytes of headers that is more than the ${under.mtu} of ${under.name}.`,
    command: at(netns, `ip link show dev ${link.name}`),
    line: line(link),
    fix: edit(`Set the MTU of ${link.name} to ${under.mtu - head}`, host, {
      noun: 'link',
      verb: 'set',
      netns,
      name: link.name,
      mtu: under.mtu - head,
    }),
  });
}

function smallerThanPeers(one: Vtep, peers: readonly Vtep[], inner: number): Finding | undefined {
  const { link, host, netns } = one;
  const larger = peers.find((peer) => peer.link.mtu > link.mtu);
  if (larger === undefined || (inner > 0 && inner <= link.mtu && larger.link.mtu <= inner)) return undefined;
  // Machines that send no more than the smaller tunnel takes are not harmed.
  if (inner > 0 && inner <= link.mtu) return undefined;
  const size = larger.link.mtu;
  const fits = one.under === undefined || size <= one.under.mtu - headOf(addressOf(one));
  return finding({
    ...{ code: 'mtu-differs', host, hosts: [larger.host], table: 'link', entry: `${link.name} mtu ${link.mtu}` },
    says: `${link.name} on ${hostName(host)} has an MTU of ${link.mtu}, ${larger.link.name} on ${hostName(larger.host)} one of ${size}: larger packets pass one way only.`,
    command: at(netns, `ip link show dev ${link.name}`),
    line: line(link),
    ...(fits && {
      fix: edit(`Set the MTU of ${link.name} to ${size}`, host, {
        noun: 'link',
        verb: 'set',
        netns,
        name: link.name,
        mtu: size,
      }),
    }),
  });
}

function innerTooLarge(one: Vtep, large: Link, world: World): Finding {
  const { link, host, under } = one;
  const head = headOf(addressOf(one));
  const isV6 = head === 70 && under !== undefined && large.mtu === under.mtu - 50;
  const devices = [one.bridge, ...endpointsNear(one, world).flatMap((each) => [each.port, each.link])].filter(
    (each): each is Link => each !== undefined && each.mtu > link.mtu,
  );
  const items = devices.map(({ netns, name }) => ({ noun: 'link', verb: 'set', netns, name, mtu: link.mtu }) as const);
  return finding({
    ...{ code: isV6 ? 'mtu-above-underlay' : 'inner-mtu-too-large', host, table: 'link' },
    entry: `${inside(large.netns)}${large.name} mtu ${large.mtu}${isV6 ? ` (${link.name} mtu ${link.mtu})` : ''}`,
    says: isV6
      ? `${large.name} in ${large.netns || hostName(host)} on ${hostName(host)} has an MTU of ${large.mtu}: over IPv6 the tunnel ${link.name} needs 70 bytes, 50 were taken off.`
      : `${large.name} in ${large.netns || hostName(host)} on ${hostName(host)} sends packets of up to ${large.mtu} bytes; ${link.name} takes ${link.mtu}.`,
    command: at(large.netns, `ip link show dev ${large.name}`),
    line: line(large),
    fix: edit(`Set the MTU to ${link.mtu}`, host, ...items),
  });
}

/** A bridge drops without a word what a port is too small for. */
function narrowPort(one: Vtep, world: World): readonly Finding[] {
  if (one.bridge === undefined && !endpointsNear(one, world).length) return [];
  return endpointsNear(one, world)
    .filter(({ port, link }) => port.mtu < link.mtu || (port.mtu < one.link.mtu && port.mtu < link.mtu))
    .map(({ host, port, link }) =>
      finding({
        ...{ code: 'inner-mtu-too-large', host, table: 'link', entry: `${port.name} mtu ${port.mtu}` },
        says: `${port.name} on ${hostName(host)} has an MTU of ${port.mtu}, the other end of its cable ${link.mtu}: the bridge drops what is larger.`,
        command: at(port.netns, `ip link show dev ${port.name}`),
        line: line(port),
        fix: edit(`Set the MTU of ${port.name} to ${link.mtu}`, host, {
          noun: 'link',
          verb: 'set',
          netns: port.netns,
          name: port.name,
          mtu: link.mtu,
        }),
      }),
    );
}
