/** Which namespaces hang on a host, and in which of its bridges. */
import type { Address } from '../noun/address/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { HostFacts } from './facts.ts';
import type { LooseEnd } from './world.ts';

/** A veth of one namespace whose other end is in another; an endpoint, where that end is the port of a bridge. */
export function cablesOf(facts: HostFacts): readonly LooseEnd[] {
  const { tables, host } = facts;
  const nsids = new Map(tables.netns.map(({ nsid, name }) => [nsid, name]));
  const byIndex = new Map(tables.link.map((link) => [`${link.netns}|${link.ifindex}`, link]));
  const byKey = new Map(tables.link.map((link) => [link.key, link]));
  const byDevice = new Map<string, Address[]>();
  for (const row of tables.address) {
    const key = `${row.netns}|${row.dev}`;
    byDevice.set(key, [...(byDevice.get(key) ?? []), row]);
  }
  return tables.link.flatMap((port): LooseEnd[] => {
    if (port.kind !== 'veth' || port.peerIndex === undefined) return [];
    const netns = port.peerNsid === undefined ? port.netns : nsids.get(port.peerNsid);
    const link = netns === undefined ? undefined : byIndex.get(`${netns}|${port.peerIndex}`);
    const bridge = port.master === undefined ? undefined : byKey.get(`${port.netns}|${port.master}`);
    // A cable between two namespaces has two near ends: what has the bridge is the near one.
    if (link === undefined || netns === undefined || netns === port.netns || link.master !== undefined) return [];
    if (bridge === undefined && port.netns !== HOST_NETNS) return [];
    const addresses = byDevice.get(link.key) ?? [];
    return [{ facts, host, netns, link, addresses, port, ...(bridge !== undefined && { bridge }) }];
  });
}
