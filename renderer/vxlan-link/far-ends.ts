import type { ColumnContext } from '../columns.ts';
import type { LinkRow } from '../facts.ts';

/** Where a vxlan device sends frames for everyone: its remote or group, and its flood entries, each address once. */
export function farEnds({ host, facts }: ColumnContext, link: LinkRow): readonly string[] {
  const { remote, group } = link.vxlan ?? {};
  const floods = facts.fdb(host, link.netns, link.name).floods;
  return [...new Set([remote, group, ...floods].filter((address) => address !== undefined))];
}
