import { listed } from '../../app/base/listed.ts';
import type { ColumnContext } from '../columns.ts';
import type { LinkRow } from '../facts.ts';

/**
 * Where a vxlan device leads: its remote or group and its flood entries, each address once. A device that floods
 * nowhere (flannel's, say) leads to the VTEPs that its unicast entries name.
 */
export function farEnds({ host, facts }: ColumnContext, link: LinkRow): readonly string[] {
  const { remote, group } = link.vxlan ?? {};
  const { floods, vteps } = facts.fdb(host, link.netns, link.name);
  const everyone = [...new Set([remote, group, ...floods].filter((address) => address !== undefined))];
  return everyone.length > 0 ? everyone : [...vteps];
}

/** Addresses written out in a cell; an overlay of a thousand hosts is a list on the FDB page, not a cell. */
const NAMED = 6;

export function farEndsText(ends: readonly string[]): string {
  return listed(ends, NAMED);
}
