/**
 * A vxlan that was moved to another namespace keeps its underlay where it was made (`vxlan->net`). It shows the namespace of that as an
 * id (`link-netnsid`) that only its own namespace counts by, and the underlay device as an index there.
 */
import type { Link } from '../link/row.ts';
import { HOST_NETNS } from '../netns/row.ts';
import type { Tables } from '../snapshot.ts';
import { peerOf } from '../link/rows.ts';
import type { Step } from '../step.ts';
import { specOf } from './steps.ts';

export function isMovedTunnel({ vxlan, peerNsid, netns }: Link): boolean {
  return vxlan !== undefined && peerNsid !== undefined && netns !== HOST_NETNS;
}

/** Made where its underlay is and moved; nothing where that cannot be. */
export function movedTunnelSteps(tables: Tables, link: Link): readonly Step[] {
  const { netns, name, mac, mtu, vxlan, peerIndex } = link;
  if (vxlan === undefined) return [];
  const home = underlayNetns(tables, link);
  const lower = tables.link.find((row) => row.netns === home && row.ifindex === peerIndex && peerIndex > 0);
  const isNamed = peerIndex === undefined || peerIndex === 0 || lower !== undefined;
  const taken = tables.link.some((row) => row.netns === home && row.name === name);
  if (!isNamed || taken || home === netns) return [];
  const { dev: _, ...options } = specOf(vxlan);
  const spec = lower === undefined ? options : { ...options, dev: lower.name };
  return [
    { do: 'link-add-vxlan', netns: home, name, ...(mac === undefined ? {} : { mac }), mtu, vxlan: spec },
    { do: 'link-set-netns', netns: home, name, to: netns },
  ];
}

/** A cable that leads to the same id says which namespace that is. Without one it is the host's own, where tunnels are made. */
function underlayNetns(tables: Tables, { netns, peerNsid }: Link): string {
  const cables = tables.link.filter((row) => row.netns === netns && row.kind === 'veth' && row.peerNsid === peerNsid);
  for (const cable of cables) {
    const peer = peerOf(tables, cable);
    if (peer !== undefined) return peer.netns;
  }
  return HOST_NETNS;
}
