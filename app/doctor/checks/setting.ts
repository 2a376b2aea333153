/** Kernel settings that stop what the tables let through: forwarding, and the check of the way back. */
import { hostName } from '../../base/host.ts';
import { familyOf } from '../../base/ip.ts';
import type { Check } from '../check.ts';
import { SYSCTL_NAMES } from '../../noun/sysctl/steps.ts';
import { at, command, finding, settings, type Finding } from '../finding.ts';
import { lookup, routeLine } from '../lookup.ts';
import { endpointsNear, isRoutedSegment, samplesIn, subnetsBehind } from '../near.ts';
import type { Vtep, World } from '../world.ts';

export const setting: Check = {
  name: 'setting',
  codes: ['forwarding-off', 'rp-filter-strict'],
  run: (world) =>
    world.segments
      .filter((one) => one.length > 1)
      .flatMap((segment) =>
        segment.flatMap((one) => [...forwarding(one, segment, world), ...wayBack(one, segment, world)]),
      ),
};

const value = ({ facts, netns }: Vtep, name: string): string | undefined => facts.settings.get(`${netns}|${name}`);

function isStep(name: string): name is (typeof SYSCTL_NAMES)[number] {
  return SYSCTL_NAMES.some((one) => one === name);
}

function forwarding(one: Vtep, segment: readonly Vtep[], world: World): readonly Finding[] {
  const near = endpointsNear(one, world);
  if (!(isRoutedSegment(segment) || one.vxlan.external === true) || near.length === 0 || one.bridge !== undefined)
    return [];
  const { host, netns, link } = one;
  const behind = subnetsBehind(one, segment, world);
  const bridges = [...new Set(near.map(({ bridge }) => bridge.name))];
  const families = new Set(behind.map(({ prefix }) => (familyOf(prefix) === 'inet' ? 'ipv4' : 'ipv6')));
  if (families.size === 0)
    for (const { family, scope } of near.flatMap(({ addresses }) => addresses))
      if (scope === 'global') families.add(family === 'inet' ? 'ipv4' : 'ipv6');
  if (families.size === 0) families.add('ipv4');
  return [...families].flatMap((family) => {
    // IPv4 asks the device that a packet came in by; IPv6 asks `all` (kernel: ip-sysctl).
    const devices = family === 'ipv4' ? ['all', link.name, ...bridges] : ['all'];
    const off = devices.find((dev) => value(one, `net.${family}.conf.${dev}.forwarding`) === '0');
    if (off === undefined) return [];
    const name = family === 'ipv4' && off === 'all' ? 'net.ipv4.ip_forward' : `net.${family}.conf.${off}.forwarding`;
    return [
      finding({
        ...{ code: 'forwarding-off', host, table: 'sysctl', entry: name },
        says: `${hostName(host)} does not forward ${family === 'ipv4' ? 'IPv4' : 'IPv6'} packets${off === 'all' ? '' : ` that come in by ${off}`} (${name} is 0), and its machines are behind it.`,
        command: at(netns, `sysctl ${name}`),
        line: `${name} = 0`,
        fix: isStep(name)
          ? settings('Forward', host, { do: 'sysctl-set', netns, name, value: '1' })
          : command('Forward', host, at(netns, `sysctl -qw ${name}=1`)),
      }),
    ];
  });
}

/** A packet whose answer would leave by another device is dropped in strict mode (RFC 3704 §2.2). */
function wayBack(one: Vtep, segment: readonly Vtep[], world: World): readonly Finding[] {
  const { host, netns, link, facts } = one;
  if (one.bridge !== undefined) return [];
  const [dev, mode] = ['all', link.name]
    .map((name) => [name, Number(value(one, `net.ipv4.conf.${name}.rp_filter`) ?? 0)] as const)
    .sort((a, b) => b[1] - a[1])[0] ?? ['all', 0];
  if (mode !== 1) return [];
  for (const peer of segment.filter((other) => other.host !== host))
    for (const subnet of subnetsBehind(peer, segment, world))
      for (const ip of samplesIn(subnet, peer, world).filter((each) => familyOf(each) === 'inet')) {
        const taken = lookup(facts, netns, { dst: ip });
        if (taken === undefined || taken.route.type !== 'unicast' || taken.route.dev === link.name) continue;
        if (!peer.routes.some(({ gateway }) => one.addresses.some(({ local }) => local === gateway))) continue;
        const name = `net.ipv4.conf.${dev}.rp_filter`;
        return [
          finding({
            ...{ code: 'rp-filter-strict', host, hosts: [peer.host], table: 'sysctl', entry: name },
            says: `${hostName(host)} drops what comes from ${ip} (${hostName(peer.host)}) by ${link.name}: the way back is "${routeLine(taken.route)}", and ${name} is 1 (strict).`,
            command: at(netns, `sysctl ${name}`),
            line: `${name} = 1`,
            fix: command('Check loosely: any way back will do', host, at(netns, `sysctl -qw ${name}=2`)),
          }),
        ];
      }
  return [];
}
