import type { JsonObject } from '../../base/json.ts';
import type { Link } from '../link/row.ts';

/**
 * VNIs that an `external vnifilter` vxlan takes (bridge(8), `bridge vni`): one, or a range that leads the same way. A range is as wide
 * as it can be: so the kernel compresses its list (`vxlan_vnifilter_dump_dev`), and so a row is found again.
 */
export interface VniRange {
  readonly key: string;
  readonly netns: string;
  readonly dev: string;
  readonly vni: number;
  /** The last of a range; the same as `vni` where it is only one. */
  readonly vniEnd: number;
  /** Where its flood goes: one VTEP, or a multicast group. */
  readonly remote?: string;
  readonly group?: string;
  readonly raw: JsonObject;
}

export function vniKey(netns: string, dev: string, vni: number): string {
  return `${netns}|${dev}|${vni}`;
}

/** `100`, `200-210`: as `bridge` prints it and takes it. */
export function vniText({ vni, vniEnd }: Pick<VniRange, 'vni' | 'vniEnd'>): string {
  return vniEnd === vni ? String(vni) : `${vni}-${vniEnd}`;
}

/** Where there are VNIs to read: the namespaces with a device that filters them, and those that had some. */
export function vniPlaces(tables: {
  readonly link: readonly Link[];
  readonly vni: readonly VniRange[];
}): ReadonlySet<string> {
  const devices = tables.link.filter(({ vxlan }) => vxlan?.vnifilter === true);
  return new Set([...devices, ...tables.vni].map(({ netns }) => netns));
}
