/** A tunnel in no bridge, or in one without its machines. */
import { hostName, type HostId } from '../../base/host.ts';
import type { Link } from '../../noun/link/row.ts';
import { at, edit, finding, type Finding, type Fix } from '../finding.ts';
import { endpointsNear } from '../near.ts';
import { networkOfAddress, type Vtep, type World } from '../world.ts';

export function membership(one: Vtep, world: World): readonly Finding[] {
  const segment = world.segmentOf(one);
  const bridged = segment.filter((peer) => peer !== one && peer.bridge !== undefined);
  if (bridged.length === 0) return [];
  const { host, link, netns, bridge } = one;
  const right = bridgeFor(one, bridged, world);
  if (bridge !== undefined) {
    // Its own bridge has nobody, and another one has machines of the peers' subnet.
    if (right === undefined || right.key === bridge.key || endpointsNear(one, world).length > 0) return [];
    return [
      finding({
        ...{ code: 'port-wrong-bridge', host, table: 'link', entry: `${link.name} master ${bridge.name}` },
        says: `${link.name} on ${hostName(host)} is a port of ${bridge.name}; the machines of its overlay are in ${right.name}.`,
        command: at(netns, `ip -d link show dev ${link.name}`),
        line: `${link.ifindex}: ${link.name}: mtu ${link.mtu} master ${bridge.name}`,
        fix: putInto(link, right, host),
      }),
    ];
  }
  if (one.addresses.some(({ scope }) => scope === 'global')) return [];
  return [
    finding({
      ...{ code: 'port-not-enslaved', host, table: 'link', entry: `${link.name} master` },
      says: `${link.name} on ${hostName(host)} is in no bridge${right === undefined ? '' : `; the machines of its overlay are in ${right.name}`}.`,
      command: at(netns, `ip -d link show dev ${link.name}`),
      line: `${link.ifindex}: ${link.name}: mtu ${link.mtu} state ${link.operstate}`,
      ...(right !== undefined && { fix: putInto(link, right, host) }),
    }),
  ];
}

export function putInto({ netns, name }: Link, bridge: Link, host: HostId): Fix {
  const item = { noun: 'link', verb: 'set', netns, name, master: bridge.name } as const;
  return edit(`Put ${name} into ${bridge.name}`, host, item);
}

/** The bridge whose machines share a subnet with the peers', else the one of the same name as the peers'. */
function bridgeFor({ facts, host, netns }: Vtep, peers: readonly Vtep[], world: World): Link | undefined {
  const subnets = new Set(
    peers
      .flatMap((peer) => world.endpointsOf(peer))
      .flatMap(({ addresses }) => addresses.filter(({ scope }) => scope === 'global').map(networkOfAddress)),
  );
  const here = world.endpoints.filter((one) => one.host === host && one.bridge.netns === netns);
  const shared = here.find(({ addresses }) =>
    addresses.some((one) => one.scope === 'global' && subnets.has(networkOfAddress(one))),
  );
  if (shared !== undefined) return shared.bridge;
  const names = new Set(peers.map(({ bridge }) => bridge?.name));
  return facts.tables.link.find((link) => link.kind === 'bridge' && link.netns === netns && names.has(link.name));
}
