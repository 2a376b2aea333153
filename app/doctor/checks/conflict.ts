/** One address or MAC address at two places of an overlay. */
import { hostName } from '../../base/host.ts';
import { macOf } from '../../base/hash.ts';
import type { Check } from '../check.ts';
import type { EditItem } from '../../noun/items.ts';
import { declaredAddresses, declaredItems, declaredMac } from '../declared.ts';
import { at, edit, finding, inside, type Finding, type Fix, type HostFix } from '../finding.ts';
import { freeIn } from '../free-address.ts';
import { endpointsNear } from '../near.ts';
import { isOwnMac, tunnelMacs } from '../tunnel-mac.ts';
import type { Endpoint, Vtep, World } from '../world.ts';
import { leadAgain } from '../lead.ts';

export const conflict: Check = {
  name: 'conflict',
  codes: ['vtep-mac-duplicate', 'mac-duplicate', 'ip-duplicate'],
  run: (world) =>
    world.segments
      .filter((one) => one.length > 1)
      .flatMap((segment) => [...tunnels(segment), ...machines(segment, world)]),
};

function twice<T>(list: readonly T[], keyOf: (one: T) => string | undefined): readonly (readonly T[])[] {
  const by = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    if (key !== undefined) by.set(key, [...(by.get(key) ?? []), one]);
  }
  return [...by.values()].filter((same) => same.length > 1);
}

/** Whose MAC it is by the rule we make them, else the last: one of them must change. */
function tunnels(segment: readonly Vtep[]): readonly Finding[] {
  return twice(segment, ({ link }) => link.mac).map((same) => {
    const wrong = [...same].reverse().find((one) => !isOwnMac(one, one.link.mac)) ?? (same[same.length - 1] as Vtep);
    const right = same.find((one) => one !== wrong) as Vtep;
    const { host, link, netns } = wrong;
    return finding({
      ...{ code: 'vtep-mac-duplicate', host, hosts: same.map((one) => one.host), table: 'link' },
      entry: `${link.name} address ${link.mac}`,
      says: `${link.name} on ${hostName(host)} has the MAC address ${link.mac}, which ${right.link.name} on ${hostName(right.host)} has too: packets for one go to the other (hosts cloned with their machine-id).`,
      command: at(netns, `ip link show dev ${link.name}`),
      line: `link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff`,
      fix: ownMac(wrong, segment),
    });
  });
}

/** A new MAC empties the device's neighbours, and whoever was told the old one must be told. */
function ownMac(wrong: Vtep, segment: readonly Vtep[]): Fix {
  const { host, link, netns, facts } = wrong;
  const mac = declaredMac(facts, netns, link.name) ?? tunnelMacs(wrong)[0] ?? '';
  const itself: EditItem = { noun: 'link', verb: 'set', netns, name: link.name, mac };
  const items = leadAgain(wrong, mac, segment);
  const others = segment
    .filter((one) => one !== wrong)
    .map((one): HostFix => ({ host: one.host, items: items.get(one) ?? [], commands: [] }));
  const hosts = [{ host, items: [itself, ...(items.get(wrong) ?? [])], commands: [] }, ...others];
  return { title: `Give ${link.name} a MAC address of its own`, hosts: hosts.filter((one) => one.items.length > 0) };
}

function machines(segment: readonly Vtep[], world: World): readonly Finding[] {
  const all = segment.flatMap((vtep) => endpointsNear(vtep, world));
  const bridged = segment.flatMap((vtep) => (vtep.bridge === undefined ? [] : endpointsNear(vtep, world)));
  const rows = [...all, ...bridgesOf(segment, all)].flatMap((one) =>
    one.addresses
      .filter(({ scope, flags }) => scope === 'global' && !flags.includes('dadfailed'))
      .map((row) => ({ one, row })),
  );
  // A machine whose address failed for this very reason says it itself.
  return [
    ...twice(rows, ({ row }) => row.local)
      // The same gateway on every bridge is on purpose (anycast).
      .filter((same) => new Set(same.map(({ one }) => one)).size > 1 && same.some(({ one }) => all.includes(one)))
      .map((same) => ip(same, rows)),
    ...twice(bridged, ({ link }) => link.mac).map(mac),
  ];
}

/** Bridges with addresses of their own, as machines in themselves. */
function bridgesOf(segment: readonly Vtep[], near: readonly Endpoint[]): readonly Endpoint[] {
  const seen = new Map<string, Endpoint>();
  const add = ({ facts, host }: Pick<Vtep, 'facts' | 'host'>, bridge: Endpoint['bridge']): void => {
    const { netns, name } = bridge;
    const addresses = facts.tables.address.filter((row) => row.netns === netns && row.dev === name);
    seen.set(`${host}|${bridge.key}`, { facts, host, netns, link: bridge, addresses, port: bridge, bridge });
  };
  for (const one of segment) if (one.bridge !== undefined) add(one, one.bridge);
  for (const one of near) add(one, one.bridge);
  return [...seen.values()].filter(({ addresses }) => addresses.length > 0);
}

interface Held {
  readonly one: Endpoint;
  readonly row: Endpoint['addresses'][number];
}

/** The namespace with another name than the others, or else the last host, is who came later. */
function ip(same: readonly Held[], all: readonly Held[]): Finding {
  const usual = new Map<string, number>();
  for (const { one } of all) usual.set(one.netns, (usual.get(one.netns) ?? 0) + 1);
  const sorted = [...same].sort((a, b) => (usual.get(b.one.netns) ?? 0) - (usual.get(a.one.netns) ?? 0));
  const undeclared = sorted.find(isUndeclared);
  const wrong = undeclared ?? (sorted[sorted.length - 1] as Held);
  const right = sorted.find((each) => each !== wrong) as Held;
  const { host, netns, link } = wrong.one;
  const text = `${wrong.row.local}/${wrong.row.prefixlen}`;
  return finding({
    ...{ code: 'ip-duplicate', host, hosts: same.map(({ one }) => one.host), table: 'address' },
    entry: `${inside(netns)}${link.name} ${text}`,
    says: `${inside(netns)}${link.name} on ${hostName(host)} has ${text}, which ${inside(right.one.netns)}${right.one.link.name} on ${hostName(right.one.host)} has too: whoever answers ARP first gets the packets.`,
    command: at(netns, `ip addr show dev ${link.name}`),
    line: `inet ${text} scope global ${link.name}`,
    fix: otherAddress(wrong, right, all),
  });
}

/** Its device was declared to have another address. */
function isUndeclared({ one, row }: Held): boolean {
  const declared = declaredAddresses(one.facts, one.netns, one.link.name);
  return declared.length > 0 && !declared.includes(`${row.local}/${row.prefixlen}`);
}

/** What was declared, else one that nobody has; and whoever asked before forgets the answer. */
function otherAddress({ one, row }: Held, right: Held, all: readonly Held[]): Fix {
  const { host, netns, link, facts } = one;
  const text = `${row.local}/${row.prefixlen}`;
  const place = { netns, dev: link.name } as const;
  const declared = declaredItems(facts, netns, link.name);
  const keeps = one.addresses.some(
    (each) => each.local !== row.local && each.family === row.family && each.scope === 'global',
  );
  const free = freeIn(text, new Set(all.map((each) => each.row.local)));
  const instead: readonly EditItem[] =
    declared.length > 0
      ? declared
      : keeps || free === undefined
        ? []
        : [{ noun: 'address', verb: 'add', ...place, address: free }];
  const own: HostFix = {
    host,
    items: [{ noun: 'address', verb: 'del', ...place, address: text }, ...instead],
    commands: [],
  };
  const asked = all.filter((each) => each.one !== one && each.one !== right.one).map((each) => each.one);
  return {
    title: `Take ${text} off ${link.name}`,
    hosts: [own, ...asked.flatMap((each) => forget(each, row.local, link.mac))],
  };
}

function forget({ host, netns, link, facts }: Endpoint, ip: string, mac: string | undefined): readonly HostFix[] {
  const knows = facts.tables.neighbour.some(
    (row) => row.netns === netns && row.dev === link.name && row.dst === ip && row.mac === mac,
  );
  if (!knows) return [];
  return [{ host, items: [{ noun: 'neighbour', verb: 'del', netns, dev: link.name, dst: ip }], commands: [] }];
}

function mac(same: readonly Endpoint[]): Finding {
  const [right, wrong] = [same[0] as Endpoint, same[same.length - 1] as Endpoint];
  const { host, netns, link } = wrong;
  return finding({
    ...{ code: 'mac-duplicate', host, hosts: same.map((one) => one.host), table: 'link' },
    entry: `${inside(netns)}${link.name} address ${link.mac}`,
    says: `${inside(netns)}${link.name} on ${hostName(host)} has the MAC address ${link.mac}, which ${inside(right.netns)}${right.link.name} on ${hostName(right.host)} has too: the bridges send to whoever spoke last.`,
    command: at(netns, `ip link show dev ${link.name}`),
    line: `link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff`,
    fix: edit(`Give ${link.name} a MAC address of its own`, host, {
      noun: 'link',
      verb: 'set',
      netns,
      name: link.name,
      mac: macOf(`${host}|${netns}|${link.name}`),
    }),
  });
}
