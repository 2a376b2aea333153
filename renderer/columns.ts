import type { HostId } from '../app/base/host.ts';
import { linkKey } from '../app/noun/link/row.ts';
import { netnsKey } from '../app/noun/netns/row.ts';
import { ipOrder, macOrder } from './order.ts';
import type { Facts, LinkRow } from './facts.ts';
import type { Place } from './place.ts';
import type { Column, Tone } from './ui/table-column.ts';
import { nameOf, netnsName } from './words.ts';

/** What a page's columns are made from: the host they show and what is known of all hosts. */
export interface ColumnContext {
  readonly host: HostId;
  readonly facts: Facts;
}

/** The row of a link on the page where it says most. */
export function linkPlace(host: HostId, link: Pick<LinkRow, 'netns' | 'name'> | undefined): Place | undefined {
  return link && { page: 'links', host, key: linkKey(link.netns, link.name) };
}

export function bridgePlace(host: HostId, netns: string, name: string | undefined): Place | undefined {
  return name === undefined ? undefined : { page: 'bridges', host, key: linkKey(netns, name) };
}

/** The namespace a row is in. */
export function netnsColumn<R extends { readonly netns: string }>({ host }: ColumnContext): Column<R> {
  return {
    id: 'netns',
    title: 'Namespace',
    explain: 'The network namespace the row is in; (host) is the one the host itself runs in.',
    width: 100,
    mono: true,
    text: (row) => netnsName(row.netns),
    place: (row) => ({ page: 'netns', host, key: netnsKey(row.netns) }),
  };
}

/** The device a row belongs to, leading to its link. */
export function devColumn<R extends { readonly netns: string; readonly dev?: string }>(
  { host, facts }: ColumnContext,
  explain: string,
): Column<R> {
  return {
    id: 'dev',
    title: 'Device',
    explain,
    width: 120,
    mono: true,
    text: (row) => row.dev ?? '',
    place: (row) => linkPlace(host, facts.link(host, row.netns, row.dev)),
  };
}

/** A MAC address, leading to the link that has it, on whichever host. */
export function macColumn<R extends { readonly mac?: string }>({ facts }: ColumnContext, explain: string): Column<R> {
  return {
    id: 'mac',
    title: 'MAC',
    explain,
    width: 146,
    mono: true,
    text: (row) => row.mac ?? '',
    order: (row) => macOrder(row.mac),
    place: (row) => {
      const home = facts.withMac(row.mac)[0];
      return home && linkPlace(home.host, home.link);
    },
  };
}

/** An IP address, leading to the link that owns it, on whichever host. */
export function ipColumn<R>(
  facts: Facts,
  column: Pick<Column<R>, 'id' | 'title' | 'explain' | 'width' | 'spare' | 'grow'> & {
    ip: (row: R) => string | undefined;
  },
): Column<R> {
  const { ip, ...rest } = column;
  return {
    ...rest,
    mono: true,
    text: (row) => ip(row) ?? '',
    order: (row) => ipOrder(ip(row)),
    place: (row) => {
      const owner = facts.owner(ip(row)?.split('/')[0]);
      return owner && linkPlace(owner.host, owner.link);
    },
  };
}

/** The host that owns an address, by name. */
export function ownerColumn<R>(
  facts: Facts,
  id: string,
  title: string,
  explain: string,
  ip: (row: R) => string | undefined,
): Column<R> {
  return {
    id,
    title,
    explain,
    width: 84,
    text: (row) => {
      const owner = facts.owner(ip(row));
      return owner ? nameOf(owner.host) : '';
    },
    place: (row) => {
      const owner = facts.owner(ip(row));
      return owner && linkPlace(owner.host, owner.link);
    },
  };
}

/** A link's state in a word; `unknown` is what the kernel says of devices without a carrier of their own. */
export function linkState(link: Pick<LinkRow, 'up' | 'operstate'>): string {
  if (!link.up) return 'down';
  return (
    { UP: 'up', UNKNOWN: 'up', DOWN: 'no carrier', LOWERLAYERDOWN: 'lower down' }[link.operstate] ??
    link.operstate.toLowerCase()
  );
}

export function linkTone(link: Pick<LinkRow, 'up' | 'operstate'>): Tone {
  const word = linkState(link);
  return word === 'up' ? 'up' : word === 'down' ? 'down' : 'stale';
}

export function stateColumn<R extends Pick<LinkRow, 'up' | 'operstate'>>(): Column<R> {
  return {
    id: 'state',
    title: 'State',
    explain: 'Up, down (switched off), no carrier, or the operational state as the kernel names it.',
    width: 104,
    look: 'state',
    text: linkState,
    tone: linkTone,
  };
}
