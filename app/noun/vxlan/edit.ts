/** Vxlan devices: making, changing in place, and making again where the kernel does not change in place. */
import * as v from 'valibot';
import { LINK, VXLAN } from '../words.ts';
import type { Link } from '../link/row.ts';
import type { VxlanOptions } from './row.ts';
import { Ifname, NetnsRef } from '../../base/field.ts';
import { familyOf } from '../../base/ip.ts';
import type { Wish } from '../step.ts';
import { hasOptions, specOf, VxlanSpec, type VxlanChange } from './steps.ts';
import { macOf } from '../../base/hash.ts';
import { ageingNote, checkVxlan, familyOfSpec } from './check.ts';
import {
  checked,
  linkAt,
  missingLink,
  missingNetns,
  takenName,
  wish,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';
import { linkProps, propWishes, removeLink, wrongProps } from '../link/edit.ts';
import { recreate, recreationNotes } from './recreate.ts';

const noun = v.literal('vxlan');
const place = { netns: NetnsRef, name: Ifname };
const OPTIONS = Object.keys(VxlanSpec.entries) as (keyof VxlanSpec)[];

export const VxlanItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...place, ...linkProps, vxlan: VxlanSpec }),
  v.strictObject({
    ...{ noun, verb: v.literal('set'), ...place, ...linkProps },
    vxlan: v.optional(v.partial(VxlanSpec), {}),
    /** Options to take away again; switches are set to false instead. */
    unset: v.optional(v.array(v.picklist(OPTIONS)), []),
  }),
  v.strictObject({ noun, verb: v.literal('del'), ...place }),
]);
export type VxlanItem = v.InferOutput<typeof VxlanItem>;

export function editVxlan(item: VxlanItem, facts: EditFacts): EditOutcome {
  const { netns, name } = item;
  if (item.verb === 'add') return addVxlan(item, facts);
  const link = linkAt(facts, netns, name);
  if (link?.vxlan === undefined)
    return { problems: missingLink({ ...facts, tables: onlyVxlans(facts) }, netns, name, 'name'), wishes: [] };
  return item.verb === 'del' ? removeLink(link, facts) : setVxlan({ ...link, vxlan: link.vxlan }, item, facts);
}

function onlyVxlans({ tables }: EditFacts): EditFacts['tables'] {
  return { ...tables, link: tables.link.filter(({ vxlan }) => vxlan !== undefined) };
}

/** Always explicit where it matters: MAC (udev would give another at the next start) and MTU (underlay minus the header). */
function addVxlan(item: Extract<VxlanItem, { verb: 'add' }>, facts: EditFacts): EditOutcome {
  const { netns, name, vxlan, mac = macOf(`${facts.host}|${netns}|${name}`), mtu, up = true, master } = item;
  const lower = vxlan.dev === undefined ? undefined : linkAt(facts, netns, vxlan.dev);
  const fits = lower === undefined ? undefined : lower.mtu - (familyOfSpec(vxlan) === 'inet6' ? 70 : 50);
  const future: Link = {
    key: '',
    netns,
    name,
    ifindex: 0,
    kind: 'vxlan',
    up: false,
    operstate: '',
    carrier: false,
    mtu: 0,
    altnames: [],
    raw: {},
    vxlan: { ...vxlan, vni: 0, ttl: 'auto' } as VxlanOptions,
  };
  const problems = [
    ...missingNetns(facts, netns),
    ...takenName(facts, netns, name),
    ...checkVxlan(vxlan, Object.keys(vxlan) as (keyof VxlanSpec)[], { netns, name }, facts),
    ...wrongProps({ mtu, master }, facts, future),
    ...ageingNote(vxlan, name, facts),
  ];
  const size = mtu ?? fits;
  return checked(problems, () => [
    wish(
      { do: 'link-add-vxlan', netns, name, mac, ...(size === undefined ? {} : { mtu: size }), vxlan },
      'The tunnel device.',
    ),
    ...propWishes({ netns, name }, { master, up }),
  ]);
}

function setVxlan(
  link: Link & { readonly vxlan: VxlanOptions },
  item: Extract<VxlanItem, { verb: 'set' }>,
  facts: EditFacts,
): EditOutcome {
  const { netns, name, unset, mac, mtu, master, up } = item;
  const before = specOf(link.vxlan);
  const wanted = without({ ...before, ...item.vxlan }, unset, item.vxlan);
  const changed = OPTIONS.filter((option) => !sameOption(link.vxlan, before, wanted, option));
  const again = changed.filter((option) => !isInPlace(option, link.vxlan, wanted));
  const problems = [
    ...checkVxlan(wanted, changed, { netns, name }, facts),
    ...wrongProps({ mtu, master }, facts, { ...link, vxlan: { ...link.vxlan, ...wanted } as VxlanOptions }),
    ...ageingNote(item.vxlan, name, facts),
    ...(again.length === 0 ? [] : recreationNotes(link, wanted, again, facts)),
  ];
  return checked(problems, () => [
    ...(again.length > 0 ? recreate(link, wanted, facts) : inPlace(link, wanted, changed)),
    ...propWishes({ netns, name }, { mac, mtu, master, up }),
  ]);
}

/** `remote` puts away `group` and the other way round. */
function without(spec: VxlanSpec, unset: readonly string[], named: Partial<VxlanSpec>): VxlanSpec {
  const gone = [
    ...unset,
    ...(named.remote === undefined ? [] : ['group']),
    ...(named.group === undefined ? [] : ['remote']),
  ];
  return Object.fromEntries(
    Object.entries(spec).filter(([option, value]) => value !== undefined && !gone.includes(option)),
  ) as VxlanSpec;
}

function sameOption(real: VxlanOptions, before: VxlanSpec, wanted: VxlanSpec, option: keyof VxlanSpec): boolean {
  if (wanted[option] === undefined) return before[option] === undefined;
  return hasOptions(real, { [option]: wanted[option] });
}

/** `drivers/net/vxlan/vxlan_core.c`, `vxlan_nl2conf` with `changelink` (seen on 6.18). */
export function isInPlace(option: keyof VxlanSpec, real: VxlanOptions, wanted: VxlanSpec): boolean {
  switch (option) {
    case 'remote':
    case 'group':
    case 'local':
      // One without any address is of IPv4 (`New group address family does not match old group`).
      return familyOfSpec(wanted) === undefined || (familyOfOptions(real) ?? 'inet') === familyOfSpec(wanted);
    case 'dev':
      return wanted.dev !== undefined;
    case 'ttl':
      return real.ttl !== 'inherit' && wanted.ttl !== 'inherit';
    case 'tos':
    case 'df':
    case 'learning':
    case 'ageing':
    case 'localbypass':
      return true;
    case 'dstport':
    case 'external':
    case 'flowlabel':
    case 'gbp':
    case 'gpe':
    case 'l2miss':
    case 'l3miss':
    case 'maxaddress':
    case 'mcroute':
    case 'proxy':
    case 'remcsumrx':
    case 'remcsumtx':
    case 'reservedBits':
    case 'rsc':
    case 'srcport':
    case 'udp6zerocsumrx':
    case 'udp6zerocsumtx':
    case 'udpcsum':
    case 'vni':
    case 'vnifilter':
      return false;
  }
}

function familyOfOptions({ remote, group, local }: VxlanOptions): 'inet' | 'inet6' | undefined {
  const address = remote ?? group ?? local;
  return address === undefined ? undefined : familyOf(address);
}

function inPlace(
  link: Link & { readonly vxlan: VxlanOptions },
  wanted: VxlanSpec,
  changed: readonly (keyof VxlanSpec)[],
): readonly Wish[] {
  if (changed.length === 0) return [];
  const none = familyOfOptions(link.vxlan) === 'inet6' ? '::' : '0.0.0.0';
  const value = (option: keyof VxlanSpec): unknown => {
    if (wanted[option] !== undefined) return wanted[option];
    const standard: Partial<Record<keyof VxlanSpec, unknown>> = {
      ttl: 'auto',
      tos: '0x0',
      df: 'unset',
      ageing: 300,
      learning: true,
      localbypass: true,
      local: none,
      remote: none,
    };
    return standard[option];
  };
  // One word in the kernel: giving one end takes the other kind away.
  const named = changed.filter(
    (option) =>
      !(option === 'group' && wanted.group === undefined && wanted.remote !== undefined) &&
      !(option === 'remote' && wanted.remote === undefined && wanted.group !== undefined),
  );
  const set = Object.fromEntries(
    named.map((option) =>
      option === 'group' && wanted.group === undefined ? ['remote', none] : [option, value(option)],
    ),
  ) as VxlanChange;
  // `ip` takes a group only with its device (6.1).
  const withDev: VxlanChange = set.group === undefined ? set : { ...set, dev: wanted.dev };
  const { netns, name } = link;
  return [wish({ do: 'link-set-vxlan', netns, name, set: withDev }, 'The kernel changes this in place.')];
}

export const vxlanEditing: Editing<VxlanItem> = {
  noun: 'vxlan',
  titles: ['VXLAN device', 'VXLAN devices'],
  item: VxlanItem,
  edit: editVxlan,
  subject: ({ name }) => name,
  words: { first: 'name', words: { ...LINK, ...VXLAN } },
};
