/** What leads from one member to another where nothing is learned: the neighbour, and the entry for its MAC address. */
import type { EditItem } from '../noun/items.ts';
import type { Neighbour } from '../noun/neighbour/row.ts';
import { targetOf } from './checks/fdb.ts';
import { isFlood, type Vtep } from './world.ts';

export const isFixed = ({ state }: Neighbour): boolean => /PERMANENT|NOARP/.test(state);

/** What leads from one member to another in an overlay without learning. */
export function leadItems(one: Vtep, peer: Vtep, gateway: string, segment: readonly Vtep[]): readonly EditItem[] {
  const { netns, link } = one;
  const [mac, dst] = [peer.link.mac, targetOf(peer, segment)];
  if (mac === undefined || dst === undefined || one.fdb.some(isFlood)) return [];
  const known = one.neighbours.some((row) => row.dst === gateway && row.mac === mac && isFixed(row));
  const led = one.fdb.some((row) => row.mac === mac && row.dst === dst);
  return [
    ...(known
      ? []
      : [{ noun: 'neighbour', verb: 'set', netns, dev: link.name, dst: gateway, mac, state: 'permanent' } as const]),
    ...(led || one.vxlan.external === true
      ? []
      : [{ noun: 'fdb', verb: 'set', netns, dev: link.name, mac, dst, owner: 'self', state: 'permanent' } as const]),
  ];
}

/** When a member takes another MAC: what each member must be told, the one itself among them, whose neighbours go with the old. */
export function leadAgain(
  changed: Vtep,
  mac: string,
  segment: readonly Vtep[],
): ReadonlyMap<Vtep, readonly EditItem[]> {
  const fixed = (one: Vtep): readonly Neighbour[] => one.neighbours.filter(isFixed);
  const items = new Map<Vtep, EditItem[]>();
  const add = (one: Vtep, item: EditItem): void => void items.set(one, [...(items.get(one) ?? []), item]);
  const own = new Set(changed.addresses.map(({ local }) => local));
  const told = segment.some((one) => one !== changed && fixed(one).some(({ dst }) => own.has(dst)));
  for (const one of segment) {
    const { netns, link } = one;
    const place = { netns, dev: link.name } as const;
    const lead = (of: string, dst: string | undefined): void => {
      if (dst !== undefined && !one.fdb.some(isFlood))
        add(one, { noun: 'fdb', verb: 'set', ...place, mac: of, dst, owner: 'self', state: 'permanent' });
    };
    for (const { dst, mac: now } of one === changed ? fixed(one) : fixed(one).filter((row) => own.has(row.dst)))
      add(one, {
        noun: 'neighbour',
        verb: 'set',
        ...place,
        dst,
        mac: one === changed ? (now ?? '') : mac,
        state: 'permanent',
      });
    if (one !== changed && told) lead(mac, targetOf(changed, segment));
    // Who keeps the MAC that both had must be led to again: the entry could have one destination only.
    const keeper = segment.find((other) => other !== changed && other.link.mac === changed.link.mac);
    if (keeper !== undefined && keeper !== one && told) lead(keeper.link.mac ?? '', targetOf(keeper, segment));
  }
  return items;
}
