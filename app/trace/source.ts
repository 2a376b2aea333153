/** Which address a namespace sends from (net/ipv4/devinet.c `inet_select_addr`; RFC 6724 §5 for IPv6, as far as it decides here). */
import { familyOf } from '../base/ip.ts';
import { holds } from './prefix.ts';
import type { Address } from '../noun/address/row.ts';
import type { Place } from './place.ts';
import type { Arm, Way } from './way.ts';

/** Undefined: it has no address that would do. */
export function sourceFor(place: Place, { route }: Way, { dev, gateway }: Arm, dst: string): string | undefined {
  if (route?.type === 'local') return route.prefsrc ?? dst;
  if (route?.prefsrc !== undefined) return route.prefsrc;
  return familyOf(dst) === 'inet6' ? sourceOf6(place, dev, dst) : sourceOf4(place, dev, gateway);
}

export function sourceOf4(place: Place, dev: string, target: string | undefined): string | undefined {
  const usable = place.addresses.filter(
    ({ family, scope, flags }) => family === 'inet' && scope !== 'host' && !flags.includes('secondary'),
  );
  const own = usable.filter((one) => one.dev === dev);
  const near = target === undefined ? undefined : own.find((one) => holds(`${one.local}/${one.prefixlen}`, target));
  return (near ?? own[0] ?? usable.find(({ scope }) => scope !== 'link'))?.local;
}

function sourceOf6(place: Place, dev: string, dst: string): string | undefined {
  const isLocal = (ip: string) => /^fe[89ab]/i.test(ip);
  const usable = place.addresses.filter(
    ({ family, flags, scope, dev: on }) =>
      family === 'inet6' &&
      scope !== 'host' &&
      !flags.includes('tentative') &&
      !flags.includes('dadfailed') &&
      !(isLocal(dst) && on !== dev),
  );
  const score = (one: Address): number =>
    (isLocal(one.local) === isLocal(dst) ? 1000 : 0) +
    (one.flags.includes('deprecated') ? 0 : 500) +
    (one.dev === dev ? 200 : 0) +
    common(one.local, dst);
  return [...usable].sort((a, b) => score(b) - score(a))[0]?.local;
}

/** Bits that two addresses begin alike with. */
function common(a: string, b: string): number {
  for (let length = 128; length > 0; length -= 1) if (holds(`${a}/${length}`, b)) return length;
  return 0;
}
