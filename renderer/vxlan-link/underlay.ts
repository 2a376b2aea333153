import type { HostId } from '../../app/base/host.ts';
import type { Facts } from '../facts.ts';

/** The device and address of a namespace that a new tunnel most likely uses: that of the default route, else the first that has one. */
export function underlayOf(
  host: HostId,
  facts: Facts,
  netns: string,
): { readonly dev: string; readonly address: string } | undefined {
  const usual = facts.defaultRoute(host, netns)?.dev;
  const links = facts
    .linksIn(host, netns)
    .filter(({ up, kind }) => up && !['loopback', 'vxlan', 'bridge'].includes(kind))
    .sort((a, b) => Number(b.name === usual) - Number(a.name === usual));
  for (const link of links) {
    const address = facts.addresses(host, netns, link.name).find(({ scope }) => scope === 'global');
    if (address) return { dev: link.name, address: address.local };
  }
  return undefined;
}
