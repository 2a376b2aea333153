import * as v from 'valibot';
import { addressKey } from '../model/address.ts';
import { addressFields, addressStepOf } from '../plan/address.ts';
import { familyOf, isHostAddress, networkOf, splitCidr } from '../plan/ip.ts';
import { alongNote } from './along.ts';
import { checked, missingLink, wish, wrong, type EditFacts, type EditOutcome } from './edit-item.ts';

const noun = v.literal('address');
export const AddressItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...addressFields }),
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
  const taken = row === undefined ? [] : [wrong(facts, 'address', 'Address', `${dev} already has ${address}`)];
  const { noun: _noun, verb: _verb, ...fields } = item;
  return checked([...missing, ...taken, ...wrongAddress(item, facts), ...wrongScope(item, facts)], () => [
    wish({ do: 'address-add', ...fields }, `Give ${dev} the address ${address}.`),
  ]);
}

function wrongAddress({ address, peer, label, broadcast }: Extract<AddressItem, { verb: 'add' }>, facts: EditFacts) {
  const family = familyOf(address);
  if (peer === undefined && !isHostAddress(address))
    return [wrong(facts, 'address', 'Address', `${address} is the network's or the broadcast address`)];
  if (peer !== undefined && familyOf(peer) !== family)
    return [wrong(facts, 'peer', 'Peer', 'must be of the same family')];
  if (family === 'inet6' && label !== undefined)
    return [wrong(facts, 'label', 'Label', 'only IPv4 addresses have one')];
  return family === 'inet6' && broadcast !== undefined
    ? [wrong(facts, 'broadcast', 'Broadcast', 'only IPv4 addresses have one')]
    : [];
}

/** The kernel wants one scope for all IPv4 addresses of a subnet on a link (`inet_insert_ifa`, seen on 6.18). */
function wrongScope(item: Extract<AddressItem, { verb: 'add' }>, facts: EditFacts) {
  const { netns, dev, address, scope = 'global', peer } = item;
  if (familyOf(address) === 'inet6') return [];
  const { length } = splitCidr(address);
  const subnet = networkOf(`${peer ?? splitCidr(address).ip}/${length}`);
  const rows = facts.tables.address.filter((row) => row.netns === netns && row.dev === dev && row.prefixlen === length);
  const other = rows.find((row) => networkOf(`${row.peer ?? row.local}/${length}`) === subnet && row.scope !== scope);
  return other === undefined
    ? []
    : [wrong(facts, 'scope', 'Scope', `${other.local} of the same subnet has scope ${other.scope}`)];
}
