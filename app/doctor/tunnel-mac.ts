/** The MAC address that linking and overlays give a tunnel, and the one that an edit gives: who has another was changed. */
import { macOf } from '../base/hash.ts';
import type { Vtep } from './world.ts';

export function tunnelMacs({ host, netns, link, vxlan, locals }: Vtep): readonly string[] {
  const own = locals.map((local) => macOf(`vxlan ${vxlan.vni} ${host} ${local}`));
  return [...own, macOf(`${host}|${netns}|${link.name}`)];
}

export function isOwnMac(vtep: Vtep, mac: string | undefined): boolean {
  return mac !== undefined && tunnelMacs(vtep).includes(mac);
}
