import * as v from 'valibot';
import { ADDRESS } from '../words.ts';
import { addressKey, type Address } from './row.ts';
import { sameValue } from '../../base/same.ts';
import { addressFields, addressStepOf, IPV6_FLAGS, scopeOf, type AddressStep } from './steps.ts';
import { dropRows } from '../draft.ts';
import { familyOf, isHostAddress, networkOf, splitCidr } from '../../base/ip.ts';
import type { Problem } from '../../problem/problem.ts';
import type { Step } from '../step.ts';
import {
  alongNote,
  checked,
  missingLink,
  note,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';

const noun = v.literal('address');
export const AddressItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...addressFields }),
  /** What is not named stays as it is; `to` is the address that comes in its place, `unset` what it has no longer. */
  v.strictObject({
    ...{ noun, verb: v.literal('set'), ...addressFields, to: v.optional(addressFields.address) },
    unset: v.optional(v.array(v.picklist(['peer', 'broadcast', 'scope', 'label']))),
  }),
  v.strictObject({
    noun,
    verb: v.literal('del'),
    netns: addressFields.netns,
    dev: addressFields.dev,
    address: addressFields.address,
  }),
]);
export type AddressItem = v.InferOutput<typeof AddressItem>;

export function editAddress(item: AddressItem, facts: EditFacts): EditOutcome {
  const { netns, dev, address } = item;
  const { ip, length } = splitCidr(address);
  const row = facts.tables.address.find(({ key }) => key === addressKey(netns, dev, ip, length));
  const missing = missingLink(facts, netns, dev);
  if (item.verb === 'del') {
    const gone = [wrong(facts, 'address', 'Address', `${dev} does not have ${address}`)];
    if (row === undefined) return { problems: missing.length > 0 ? missing : gone, wishes: [] };
    const step = { ...addressStepOf(row), do: 'address-del' } as const;
    const notes = alongNote(facts, 'address', `Taking ${address} off ${dev}`, step);
    return checked(notes, () => [wish(step, `Take ${address} off ${dev}.`)]);
  }
  if (item.verb === 'set')
    return row === undefined
      ? {
          problems:
            missing.length > 0 ? missing : [wrong(facts, 'address', 'Address', `${dev} does not have ${address}`)],
          wishes: [],
        }
      : changeAddress(row, item, facts);
  const taken = row === undefined ? [] : [wrong(facts, 'address', 'Address', `${dev} already has ${address}`)];
  const { noun: _noun, verb: _verb, ...fields } = item;
  return checked([...missing, ...taken, ...wrongAddress(item, facts), ...wrongScope(item, facts)], () => [
    wish({ do: 'address-add', ...fields }, `Give ${dev} the address ${address}.`),
  ]);
}

/** The kernel changes no more than lifetimes in place (ip-address(8)), so it is taken off and given again, with what goes along. */
function changeAddress(row: Address, item: Extract<AddressItem, { verb: 'set' }>, facts: EditFacts): EditOutcome {
  const { noun: _noun, verb: _verb, to, unset = [], ...given } = item;
  const old = addressStepOf(row);
  const gone: readonly string[] = [...unset, ...(to === undefined ? [] : notKept(item.address, to))];
  const kept = Object.fromEntries(
    Object.entries(keptBy(old, to)).filter(([field]) => !gone.includes(field)),
  ) as AddressStep;
  const step = { ...kept, ...given, address: to ?? item.address, do: 'address-add' } as const;
  if (sameValue(step, old)) return { problems: [], wishes: [] };
  const key = addressKey(row.netns, row.dev, splitCidr(step.address).ip, splitCidr(step.address).length);
  const others = dropRows(facts.tables, 'address', (one) => one.key === row.key);
  const taken = others.address.some((one) => one.key === key)
    ? [wrong(facts, 'to', 'Address', `${row.dev} already has ${step.address}`)]
    : [];
  const scope = familyOf(step.address) === 'inet6' ? given.scope : step.scope;
  const asAdded = { ...step, scope, noun: 'address', verb: 'add' } as const;
  const wrongs = wrongAddress(asAdded, facts, to === undefined ? 'address' : 'to');
  const change: readonly AddressStep[] = [{ ...old, do: 'address-del' }, step];
  const after = change.reduce(facts.planner.simulate, facts.tables);
  const back = facts.planner.restore(others, after);
  const ends = { old: row.local, now: splitCidr(step.address).ip };
  const problems = [
    ...taken,
    ...wrongs,
    ...wrongScope(asAdded, { ...facts, tables: others }),
    ...sourcesLost(back, ends, row.dev, facts),
  ];
  return checked(problems, () => {
    const why = 'An address does not change in place: it is taken off and given again.';
    return [
      ...change.map((one) => wish(one, why)),
      ...back.flatMap((one) => fromNewSource(one, ends)).map((one) => wish(one, 'As it was before.')),
    ];
  });
}

/** What another address does not take over: the subnet's broadcast address, and what only its own family has. */
function notKept(from: string, to: string): readonly string[] {
  return familyOf(from) === familyOf(to)
    ? ['broadcast', ...(familyOf(to) === 'inet6' ? ['scope'] : [])]
    : ['broadcast', 'scope', 'label', 'peer'];
}

/** Without the flags that IPv4 does not keep. */
function keptBy(old: AddressStep, to: string | undefined): AddressStep {
  if (to === undefined || familyOf(to) === 'inet6' || old.flags === undefined) return old;
  const { flags, ...rest } = old;
  const left = flags.filter((flag) => !IPV6_FLAGS.includes(flag));
  return left.length === 0 ? rest : { ...rest, flags: left };
}

interface Ends {
  readonly old: string;
  readonly now: string;
}

function isFrom(step: Step, source: string): step is Extract<Step, { do: 'route-add' | 'route-replace' }> {
  return (step.do === 'route-add' || step.do === 'route-replace') && step.src === source;
}

/** A route that named the old address as its source names the new one; none of the other IP version, and an IPv6 route stays without one by itself. */
function fromNewSource(step: Step, { old, now }: Ends): readonly Step[] {
  if (!isFrom(step, old)) return [step];
  if (familyOf(old) === familyOf(now)) return [{ ...step, src: now }];
  const { src: _src, ...bare } = step;
  return step.do === 'route-add' ? [bare] : [];
}

function sourcesLost(back: readonly Step[], { old, now }: Ends, dev: string, facts: EditFacts): readonly Problem[] {
  const bare = familyOf(old) === familyOf(now) ? [] : back.filter((step) => isFrom(step, old));
  const changes = bare.map((step) => `the route to ${'dst' in step ? step.dst : ''} has no source address any more`);
  return changes.length === 0 ? [] : [note(facts, 'recreated-otherwise', 'to', { dev, changes: changes.join('; ') })];
}

type Added = Omit<Extract<AddressItem, { verb: 'add' }>, 'verb'>;

function wrongAddress({ address, peer, label, broadcast, flags }: Added, facts: EditFacts, field = 'address') {
  const family = familyOf(address);
  const six = family === 'inet' ? flags?.find((flag) => IPV6_FLAGS.includes(flag)) : undefined;
  if (six !== undefined) return [wrong(facts, 'flags', six, 'only IPv6 addresses have it')];
  if (peer === undefined && !isHostAddress(address))
    return [wrong(facts, field, 'Address', `${address} is the network's or the broadcast address`)];
  if (peer !== undefined && familyOf(peer) !== family)
    return [wrong(facts, 'peer', 'Peer', 'must be of the same family')];
  if (family === 'inet6' && label !== undefined)
    return [wrong(facts, 'label', 'Label', 'only IPv4 addresses have one')];
  return family === 'inet6' && broadcast !== undefined
    ? [wrong(facts, 'broadcast', 'Broadcast', 'only IPv4 addresses have one')]
    : [];
}

/** The kernel wants one scope for all IPv4 addresses of a subnet on a link (`inet_insert_ifa`, seen on 6.18). */
function wrongScope(item: Added, facts: EditFacts) {
  const { netns, dev, address, scope = 'global', peer } = item;
  if (familyOf(address) === 'inet6') return wrongSixScope(item, facts);
  const { length } = splitCidr(address);
  const subnet = networkOf(`${peer ?? splitCidr(address).ip}/${length}`);
  const rows = facts.tables.address.filter((row) => row.netns === netns && row.dev === dev && row.prefixlen === length);
  const other = rows.find((row) => networkOf(`${row.peer ?? row.local}/${length}`) === subnet && row.scope !== scope);
  return other === undefined
    ? []
    : [wrong(facts, 'scope', 'Scope', `${other.local} of the same subnet has scope ${other.scope}`)];
}

/** An IPv6 address has the scope that its bits say; another one is ignored without a word (`ipv6_addr_scope`, seen on 6.18). */
function wrongSixScope({ address, scope }: Added, facts: EditFacts) {
  const own = scopeOf(splitCidr(address).ip);
  return scope === undefined || scope === own
    ? []
    : [wrong(facts, 'scope', 'Scope', `an IPv6 address says its own: ${own}`)];
}

export const addressEditing: Editing<AddressItem> = {
  noun: 'address',
  titles: ['address', 'addresses'],
  item: AddressItem,
  edit: editAddress,
  subject: ({ address, dev }) => `${address} on ${dev}`,
  words: { first: 'address', words: ADDRESS },
};
