/** What can be set on a link of any kind, besides its state, size, address and bridge. */
import * as v from 'valibot';
import { LINK_STANDARD, type Link, type LinkSettings } from './row.ts';

const whole = (least: number, most: number) =>
  v.optional(v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(least), v.maxValue(most)));
const onOff = v.optional(v.boolean());

/** Any text without control bytes; 255 bytes is the most the kernel keeps (IFALIASZ). Empty takes it away. */
export const Alias = v.pipe(
  v.string(),
  v.maxBytes(255, 'must be at most 255 bytes'),
  v.check((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'must not hold control characters'),
  v.check((text) => !text.startsWith('-'), 'must not begin with "-"'),
);
/** A name of `/etc/iproute2/group`, or a number. */
export const Group = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/, 'must be a name or a number'));
/** At most 127 bytes (ALTIFNAMSIZ). */
export const Altname = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,126}$/, 'must be 1 to 127 letters, digits, ".", "_", "@", ":" or "-"'),
);

export const LinkOptions = v.strictObject({
  alias: v.optional(Alias),
  group: v.optional(Group),
  txqueuelen: whole(0, 4_294_967_295),
  arp: onOff,
  multicast: onOff,
  allmulticast: onOff,
  promisc: onOff,
  gsoMaxSize: whole(1, 4_294_967_295),
  gsoMaxSegs: whole(1, 65_535),
  groMaxSize: whole(1, 4_294_967_295),
  gsoIpv4MaxSize: whole(1, 4_294_967_295),
  groIpv4MaxSize: whole(1, 4_294_967_295),
});
export type LinkOptions = v.InferOutput<typeof LinkOptions>;
type Name = keyof LinkOptions;

/** In the order in which they are told. */
export const LINK_OPTIONS = Object.keys(LinkOptions.entries) as readonly Name[];

function valueOf({ alias = '', group = 'default', settings = {} }: Link, name: Name): string | number | boolean {
  if (name === 'alias') return alias;
  return name === 'group' ? group : (settings[name] ?? LINK_STANDARD[name]);
}

export function optionsHold(link: Link, set: LinkOptions): boolean {
  return LINK_OPTIONS.every((name) => set[name] === undefined || set[name] === valueOf(link, name));
}

export function withOptions(link: Link, { alias = link.alias, group = link.group, ...set }: LinkOptions): Link {
  const all = { ...link.settings, ...set };
  const unusual = Object.entries(all).filter(([name, value]) => value !== LINK_STANDARD[name as keyof LinkSettings]);
  const settings = unusual.length === 0 ? undefined : (Object.fromEntries(unusual) as LinkSettings);
  return { ...link, alias: alias === '' ? undefined : alias, group, settings };
}

/** The values that these options have now; what cannot be told to `ip` again is left out, and said by `lost.ts`. */
export function optionsOfLink(link: Link, names: readonly Name[]): LinkOptions {
  const now = names.map((name) => [name, valueOf(link, name)] as const);
  return Object.fromEntries(now.filter(([name, value]) => v.is(LinkOptions.entries[name], value)));
}

/** What a link had that it has not now, as far as it can be told to `ip`. */
export function lostOptions(before: Link, now: Link): LinkOptions {
  return optionsOfLink(
    before,
    LINK_OPTIONS.filter((name) => valueOf(before, name) !== valueOf(now, name)),
  );
}

/** The same in words, whatever the values are. */
export function lostOptionWords(before: Link, now: Link): readonly string[] {
  const lost = LINK_OPTIONS.filter((name) => valueOf(before, name) !== valueOf(now, name));
  return lost.map((name) => `${name} ${String(valueOf(before, name))}`);
}
