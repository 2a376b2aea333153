/** *Link two hosts* declares an overlay of two: what the form says, as the overlay that it is, and back. */
import { familyOf, networkOf, splitCidr } from '../base/ip.ts';
import type { EndpointIntent, LinkIntent, LinkSide } from './link-intent.ts';
import type { MemberEndpoint, MemberTunnel, OverlayMember, OverlaySpec } from './overlay.ts';
import { coverOf } from './subnets.ts';
import { gatewayOf, vtepAddress } from './wanted-member.ts';

/** Total: also what was linked by hand-typed addresses, or by an earlier version, is said whole. */
export function specOfLink(intent: LinkIntent): OverlaySpec {
  const { name, mode, vni, port, mtu, sides } = intent;
  const spec: OverlaySpec = {
    ...{ name, mode, vni, port, mtu },
    prefixes: prefixesOf(intent),
    ...{ learning: mode !== 'flannel', gbp: false, directRouting: false, txChecksumOff: false },
    members: sides.map((side) => memberOf(intent, side)),
  };
  return { ...spec, members: spec.members.map(withoutUsual(spec)) };
}

/** The wide prefix: in `routed` the tunnel's address tells it, in `flannel` it is what holds the subnets of both. */
function prefixesOf({ mode, sides }: LinkIntent): string[] {
  const networks = sides.flatMap(({ bridgeAddress, vxlanAddress, endpoint }) => {
    const told =
      mode === 'routed' ? [vxlanAddress] : [bridgeAddress, ...(mode === 'bridged' ? [endpoint?.address] : [])];
    return told.flatMap((address) => (address === undefined ? [] : [networkOf(address)]));
  });
  return mode === 'flannel' ? widePrefixes(networks) : networks.slice(0, 1);
}

/** As flannel's `Network`, which a third host takes its subnet from. */
export function widePrefixes(subnets: readonly string[]): string[] {
  const cover = coverOf(subnets);
  if (cover === undefined) return [];
  const { ip, length } = splitCidr(cover);
  return [networkOf(`${ip}/${Math.min(length, familyOf(ip) === 'inet' ? 16 : 48)}`)];
}

function memberOf({ mode }: LinkIntent, side: LinkSide): OverlayMember {
  const { host, underlayDev: dev, underlayAddress: local, vxlan, vxlanMac: mac, vxlanAddress, bridge } = side;
  const { bridgeAddress, endpoint } = side;
  const isBridged = mode === 'bridged';
  const tunnel: MemberTunnel = {
    ...{ name: vxlan, mac, local },
    ...(!isBridged && vxlanAddress !== undefined && { addresses: [vxlanAddress] }),
  };
  const network = bridgeAddress === undefined ? [] : [bridgeAddress];
  return {
    ...{ host, dev, tunnels: [tunnel], bridge },
    subnets: isBridged ? [] : network.map(networkOf),
    ...(!isBridged && { gateways: network.map((one) => splitCidr(one).ip) }),
    ...(isBridged && network.length > 0 && { addresses: network }),
    endpoint: endpoint === null ? null : endpointOf(endpoint),
  };
}

function endpointOf({ netns, dev, port, address, gateway }: EndpointIntent): MemberEndpoint {
  return { netns, dev, port, addresses: [address], gateways: gateway === undefined ? [] : [gateway] };
}

/** What is so by rule is not said: the same overlay has one declaration, whichever way it was made. */
function withoutUsual(spec: OverlaySpec) {
  return (member: OverlayMember): OverlayMember => {
    const { gateways, ...bare } = member;
    const tunnels = member.tunnels.map(({ addresses, ...tunnel }) => {
      const plain = { ...bare, tunnels: [tunnel] };
      const usual = member.subnets.map((subnet) => vtepAddress(spec, plain, subnet));
      return addresses === undefined || addresses.join() === usual.join() ? tunnel : { ...tunnel, addresses };
    });
    const usual = member.subnets.map((subnet) => gatewayOf(bare, subnet));
    const own = gateways === undefined || gateways.join() === usual.join() ? {} : { gateways };
    return { ...bare, ...own, tunnels, endpoint: plainEndpoint(member) };
  };
}

function plainEndpoint(member: OverlayMember): MemberEndpoint | null {
  if (member.endpoint === null) return null;
  const { gateways = [], ...endpoint } = member.endpoint;
  const usual = member.subnets.map((subnet) => gatewayOf(member, subnet));
  return gateways.join() === usual.join() ? endpoint : { ...endpoint, gateways };
}

/** An overlay of two as the form shows it; undefined where the form cannot say it (more hosts, two families). */
export function linkOfSpec(spec: OverlaySpec): LinkIntent | undefined {
  const [a, b, ...others] = spec.members;
  if (a === undefined || b === undefined || others.length > 0) return undefined;
  if (spec.members.some(({ tunnels, subnets }) => tunnels.length > 1 || subnets.length > 1)) return undefined;
  const { name, mode, vni, port, mtu } = spec;
  if (mode === 'found') return undefined;
  return { kind: 'link', name, mode, vni, port, mtu, sides: [sideOf(spec, a), sideOf(spec, b)] };
}

function sideOf(spec: OverlaySpec, member: OverlayMember): LinkSide {
  const { host, dev, tunnels, bridge, subnets, addresses = [], endpoint } = member;
  const { name, mac, local } = tunnels[0] as MemberTunnel;
  const [subnet] = subnets;
  const gateway = subnet === undefined ? undefined : gatewayOf(member, subnet);
  const bridgeAddress = subnet === undefined ? addresses[0] : `${gateway}/${splitCidr(subnet).length}`;
  return {
    ...{ host, underlayDev: dev, underlayAddress: local, vxlan: name, vxlanMac: mac, bridge },
    ...(subnet !== undefined && { vxlanAddress: vtepAddress(spec, member, subnet) }),
    ...(bridgeAddress !== undefined && { bridgeAddress }),
    endpoint: endpoint === null ? null : endpointIntentOf(endpoint, gateway),
  };
}

function endpointIntentOf({ netns, dev, port, addresses, gateways }: MemberEndpoint, usual?: string): EndpointIntent {
  const [gateway = undefined] = gateways ?? (usual === undefined ? [] : [usual]);
  return { ...{ netns, dev, port, address: addresses[0] ?? '' }, ...(gateway !== undefined && { gateway }) };
}
