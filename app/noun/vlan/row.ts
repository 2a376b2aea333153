import type { JsonObject } from '../../base/json.ts';
import type { Link } from '../link/row.ts';

/**
 * VLANs of one port, or of the bridge itself (bridge(8), `bridge vlan`): one, or a range that has the same settings.
 * A range is as wide as it can be, and the PVID always stands alone: so the kernel compresses its list, and so a row is found again.
 */
export interface BridgeVlan {
  readonly key: string;
  readonly netns: string;
  readonly dev: string;
  readonly vid: number;
  /** The last of a range; the same as `vid` where it is only one. */
  readonly vidEnd: number;
  /** Untagged frames that come in belong to it. A port has one at most. */
  readonly pvid: boolean;
  /** Its frames leave without a tag. */
  readonly untagged: boolean;
  readonly raw: JsonObject;
}

/** 0 and 4095 are reserved (IEEE 802.1Q). */
export const LAST_VID = 4094;

export function bridgeVlanKey(netns: string, dev: string, vid: number): string {
  return `${netns}|${dev}|${vid}`;
}

/** `10`, `20-25`: as `bridge` prints it and takes it. */
export function vidText({ vid, vidEnd }: Pick<BridgeVlan, 'vid' | 'vidEnd'>): string {
  return vidEnd === vid ? String(vid) : `${vid}-${vidEnd}`;
}

/**
 * Whether this kernel filters VLANs: one that does prints the default PVID of its bridges, one without
 * `CONFIG_BRIDGE_VLAN_FILTERING` does not (6.1 and 6.18). `undefined` where no bridge was read that could tell.
 */
export function canFilterVlans(links: Iterable<Pick<Link, 'bridge' | 'ifindex'>>): boolean | undefined {
  for (const link of links)
    // A bridge that is only planned has no index yet.
    if (link.bridge !== undefined && link.ifindex > 0) return 'vlan_default_pvid' in link.bridge.options;
  return undefined;
}

/** Where there may be VLANs to read: the namespaces with a bridge that can have them, and those that had some. */
export function vlanPlaces(tables: {
  readonly link: readonly Link[];
  readonly vlan: readonly BridgeVlan[];
}): ReadonlySet<string> {
  const bridges = tables.link.filter(({ bridge }) => bridge !== undefined && 'vlan_default_pvid' in bridge.options);
  return new Set([...bridges, ...tables.vlan].map(({ netns }) => netns));
}
