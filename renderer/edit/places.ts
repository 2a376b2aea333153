import type { HostTables } from '../feed-rows.ts';
import { OWN_NETNS } from '../words.ts';
import type { Choice } from './edit-form.ts';

type Link = { readonly netns: string; readonly name: string; readonly kind: string };

/** Namespaces of a host as choices; its own first. The empty name is written as a word, since an empty field asks for nothing. */
export function netnsChoices(tables: HostTables): readonly Choice[] {
  const named = [...tables.netns.values()].map(({ name }) => ({ value: name, label: name }));
  return [{ value: OWN_NETNS, label: OWN_NETNS }, ...named.sort((a, b) => a.label.localeCompare(b.label))];
}

export function netnsValue(netns: string): string {
  return netns === '' ? OWN_NETNS : netns;
}

export function netnsOf(value: string | undefined): string {
  return value === undefined || value === OWN_NETNS ? '' : value;
}

/** Devices of one namespace, or of all with the namespace in the value: see `splitDevice`. */
export function deviceChoices(tables: HostTables, fits: (link: Link) => boolean = () => true): readonly Choice[] {
  const links = [...tables.link.values()].filter(fits);
  return links
    .map(({ netns, name }) => ({ value: `${netns}|${name}`, label: netns === '' ? name : `${name} in ${netns}` }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

export function namesIn(
  tables: HostTables,
  netns: string,
  fits: (link: Link) => boolean = () => true,
): readonly Choice[] {
  const links = [...tables.link.values()].filter((link) => link.netns === netns && fits(link));
  return links.map(({ name }) => ({ value: name, label: name })).sort((a, b) => a.label.localeCompare(b.label));
}

/** A value of `deviceChoices` → where and what; without one both are left out, so that the schema asks for the device. */
export function splitDevice(value: string | undefined): { readonly netns: string; readonly dev?: string } {
  const [netns = '', dev = ''] = (value ?? '').split('|');
  return dev === '' ? { netns } : { netns, dev };
}

export function deviceValue({ netns, dev }: { readonly netns: string; readonly dev?: string }): string {
  return dev === undefined ? '' : `${netns}|${dev}`;
}
