/** A tunnel that lost the address which its peers route through: they ask for it, and nobody answers. */
import { hostName } from '../../base/host.ts';
import { familyOf } from '../../base/ip.ts';
import type { Check } from '../check.ts';
import { declaredAddresses } from '../declared.ts';
import { at, edit, finding, type Finding } from '../finding.ts';
import { isRouted, isRoutedSegment, subnetsBehind } from '../near.ts';
import type { Vtep, World } from '../world.ts';

export const tunnelAddress: Check = {
  name: 'tunnel-address',
  codes: ['address-missing'],
  run: (world) =>
    world.segments.filter((one) => one.length > 1 && isRoutedSegment(one)).flatMap((one) => lostIn(one, world)),
};

function lostIn(segment: readonly Vtep[], world: World): readonly Finding[] {
  const bare = segment.filter(({ addresses }) => !addresses.some(({ scope }) => scope === 'global'));
  return bare.flatMap((one) => {
    const behind = new Set(subnetsBehind(one, segment, world).map(({ prefix }) => prefix));
    const found = segment.map((peer) => asked(one, peer, behind)).find((each) => each !== undefined);
    return found === undefined || one.facts.tables.address.some(({ local }) => local === found)
      ? []
      : [say(one, found, segment)];
  });
}

/** The gateway by which a peer reaches what is behind that member, where it was not told the MAC address by hand. */
function asked(one: Vtep, peer: Vtep, behind: ReadonlySet<string>): string | undefined {
  if (peer === one) return undefined;
  const told = new Set(peer.neighbours.filter(({ state }) => /PERMANENT|NOARP/.test(state)).map(({ dst }) => dst));
  const row = peer.routes.find((route) => isRouted(route) && behind.has(route.dst) && route.gateway !== undefined);
  return row?.gateway === undefined || told.has(row.gateway) ? undefined : row.gateway;
}

function say(one: Vtep, gateway: string, segment: readonly Vtep[]): Finding {
  const { host, link, netns, facts } = one;
  const family = familyOf(gateway);
  const declared = declaredAddresses(facts, netns, link.name).find((text) => text.startsWith(`${gateway}/`));
  const sample = segment
    .flatMap(({ addresses }) => addresses)
    .find((row) => row.family === family && row.scope === 'global');
  const address = declared ?? `${gateway}/${sample?.prefixlen ?? (family === 'inet' ? 32 : 128)}`;
  return finding({
    ...{ code: 'address-missing', host, hosts: segment.map((peer) => peer.host), table: 'address' },
    entry: `${link.name} ${address}`,
    says: `${link.name} on ${hostName(host)} has no address; its peers route through ${gateway}, which nobody has.`,
    command: at(netns, `ip addr show dev ${link.name}`),
    line: `${link.ifindex}: ${link.name}: mtu ${link.mtu} state ${link.operstate}`,
    fix: edit(`Give ${address} to ${link.name}`, host, {
      noun: 'address',
      verb: 'add',
      netns,
      dev: link.name,
      address,
    }),
  });
}
