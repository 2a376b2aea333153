/** What addresses a machine of an overlay has, and should have. */
import type { Address } from '../../noun/address/row.ts';
import { hostName } from '../../base/host.ts';
import { contains, familyOf } from '../../base/ip.ts';
import { declaredAddresses, declaredItems } from '../declared.ts';
import { at, command, edit, finding, inside, type Finding, type Fix, type HostFix } from '../finding.ts';
import { isUsable, type Machine, type Machines } from '../machines.ts';
import { networkOfAddress, type Endpoint } from '../world.ts';

export function setting({ facts, netns }: Endpoint, name: string): string | undefined {
  return facts.settings.get(`${netns}|${name}`);
}

export function addressesOf(one: Endpoint, all: Machines): readonly Finding[] {
  const { host, netns, link, addresses } = one;
  if (!link.up) return [];
  const failed = addresses.find(({ flags }) => flags.includes('dadfailed'));
  if (failed !== undefined) return [dadFailed(one, failed, all)];
  const gone = notAsDeclared(one);
  if (gone !== undefined) return [gone];
  for (const family of ['inet', 'inet6'] as const) {
    if (addresses.some((row) => row.family === family && isUsable(row))) continue;
    const others = all.byFamily[family].filter((other) => other !== one);
    if (others.length === 0) continue;
    const off = ['all', link.name].find((dev) => setting(one, `net.ipv6.conf.${dev}.disable_ipv6`) === '1');
    if (family === 'inet6' && off !== undefined) return [disabled(one, off, others)];
    // A machine of one family beside machines of both is somebody's choice.
    if (addresses.some(isUsable)) continue;
    // A second machine of a bridge without one: nothing says that it should have any.
    if (isBeside(one, others) && lostAddresses(one, others, others[0]?.addresses.find(isUsable)).length === 0) continue;
    const sample = others[0]?.addresses.find((row) => row.family === family && isUsable(row));
    return [
      finding({
        ...{ code: 'address-missing', host, hosts: others.map((other) => other.host), table: 'address' },
        entry: `${inside(netns)}${link.name}`,
        says: `${link.name} in namespace ${netns} of ${hostName(host)} has no address; the others of its overlay have one${sample === undefined ? '' : ` (${hostName(others[0]?.host ?? host)} ${sample.local}/${sample.prefixlen})`}.`,
        command: at(netns, `ip addr show dev ${link.name}`),
        line: `${link.ifindex}: ${link.name}: mtu ${link.mtu} state ${link.operstate}`,
        ...givenBack(one, others, sample),
      }),
    ];
  }
  return [];
}

/** It has an address of the family, and not the one that was declared: two with one address are another finding. */
function notAsDeclared(one: Endpoint): Finding | undefined {
  const { host, netns, link, addresses, facts } = one;
  const has = new Set(addresses.map(({ local, prefixlen }) => `${local}/${prefixlen}`));
  const missing = declaredAddresses(facts, netns, link.name).filter((text) => !has.has(text));
  const [text] = missing;
  if (text === undefined || !addresses.some((row) => isUsable(row) && row.family === familyOf(text))) return undefined;
  if (addresses.some(({ local }) => local === text.split('/')[0])) return undefined;
  const now = addresses.filter(isUsable).map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  return finding({
    ...{ code: 'address-missing', host, table: 'address', entry: `${inside(netns)}${link.name} ${text}` },
    says: `${link.name} in namespace ${netns} of ${hostName(host)} was declared to have ${text}; it has ${now.join(', ')}.`,
    command: at(netns, `ip addr show dev ${link.name}`),
    line: now.map((each) => `inet ${each} scope global ${link.name}`).join('\n'),
    fix: edit(`Give ${text} to ${link.name}`, host, ...declaredItems(facts, netns, link.name)),
  });
}

function isBeside({ host, bridge }: Endpoint, others: readonly Endpoint[]): boolean {
  return others.some((other) => other.host === host && other.bridge.key === bridge.key);
}

/** What was declared; else what another machine still knows this one's MAC address by. */
function givenBack(one: Endpoint, others: readonly Endpoint[], sample: Address | undefined): { readonly fix?: Fix } {
  const { host, netns, link, facts } = one;
  const declared = declaredItems(facts, netns, link.name);
  if (declared.length > 0) return { fix: edit(`Give ${link.name} what was declared for it`, host, ...declared) };
  const [address] = lostAddresses(one, others, sample);
  if (address === undefined) return {};
  return {
    fix: edit(`Give ${address} to ${link.name}, which others know it by`, host, {
      noun: 'address',
      verb: 'add',
      netns,
      dev: link.name,
      address,
    }),
  };
}

/** By the neighbour tables of the others: what they still know this MAC address by. */
function lostAddresses(one: Endpoint, others: readonly Endpoint[], sample: Address | undefined): readonly string[] {
  if (sample === undefined) return [];
  const declared = declaredAddresses(one.facts, one.netns, one.link.name).filter(
    (text) => familyOf(text) === sample.family,
  );
  const known = others.flatMap(({ facts, netns }) =>
    facts.tables.neighbour.filter(
      (row) =>
        row.netns === netns &&
        row.mac === one.link.mac &&
        row.family === sample.family &&
        contains(networkOfAddress(sample), row.dst),
    ),
  );
  return declared.length > 0 ? declared : [...new Set(known.map(({ dst }) => `${dst}/${sample.prefixlen}`))];
}

function dadFailed({ host, netns, link }: Endpoint, { local, prefixlen }: Address, all: Machines): Finding {
  const text = `${local}/${prefixlen}`;
  const other = all.bySubnet.flat().find(({ row }) => row.local === local);
  const taken = other === undefined ? [] : [takeOff(other)];
  const again: HostFix = {
    host,
    items: [],
    commands: [
      at(netns, `ip addr del ${text} dev ${link.name}`),
      at(netns, `ip addr add ${text} dev ${link.name}`),
      'sleep 2',
    ],
  };
  const who =
    other === undefined
      ? 'another machine'
      : `${inside(other.of.netns)}${other.of.link.name} on ${hostName(other.of.host)}`;
  return finding({
    ...{ code: 'ipv6-dad-failed', host, table: 'address', entry: `${inside(netns)}${text} dadfailed` },
    says: `${text} of ${netns || hostName(host)} on ${hostName(host)} is not used: ${who} has it (duplicate address detection failed). Take it from there, then give it again here.`,
    command: at(netns, `ip -6 addr show dev ${link.name}`),
    line: `inet6 ${text} scope global dadfailed tentative`,
    fix: { title: `Give ${text} again, when nobody else has it`, hosts: [...taken, again] },
  });
}

function takeOff({ of, row }: Machine): HostFix {
  const { host, netns, link } = of;
  const item = {
    noun: 'address',
    verb: 'del',
    netns,
    dev: link.name,
    address: `${row.local}/${row.prefixlen}`,
  } as const;
  return { host, items: [item], commands: [] };
}

function disabled(one: Endpoint, dev: string, others: readonly Endpoint[]): Finding {
  const { host, netns, link } = one;
  const sample = others.flatMap(({ addresses }) => addresses).find((row) => row.family === 'inet6' && isUsable(row));
  const lost = lostAddresses(one, others, sample);
  const name = `net.ipv6.conf.${dev}.disable_ipv6`;
  return finding({
    ...{ code: 'ipv6-disabled', host, table: 'sysctl', entry: `${inside(netns)}${name}` },
    says: `IPv6 is switched off on ${link.name} in namespace ${netns} of ${hostName(host)}; the others of its overlay use it. Its address went with it.`,
    command: at(netns, `sysctl ${name}`),
    line: `${name} = 1`,
    fix: command(
      'Switch IPv6 on',
      host,
      at(netns, `sysctl -qw ${name}=0`),
      ...lost.map((text) => at(netns, `ip addr add ${text} dev ${link.name} nodad`)),
    ),
  });
}
