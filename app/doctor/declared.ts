/** What an overlay was declared to be, where it was: then what should be there is known, not only that ends differ. */
import type { EditItem } from '../noun/items.ts';
import { canonicalIp, splitCidr } from '../base/ip.ts';
import type { Step } from '../noun/step.ts';
import type { HostFacts } from './facts.ts';

type AddressAdd = Extract<Step, { do: 'address-add' }>;

function addressesOf({ declared }: HostFacts, netns: string, dev: string): readonly AddressAdd[] {
  return (declared ?? []).filter(
    (step): step is AddressAdd => step.do === 'address-add' && step.netns === netns && step.dev === dev,
  );
}

export function declaredAddresses(facts: HostFacts, netns: string, dev: string): readonly string[] {
  return addressesOf(facts, netns, dev).map(({ address }) => {
    const { ip, length } = splitCidr(address);
    return `${canonicalIp(ip)}/${length}`;
  });
}

export function declaredMac({ declared }: HostFacts, netns: string, name: string): string | undefined {
  const step = declared?.find((one) => one.do === 'link-add-vxlan' && one.netns === netns && one.name === name);
  return step?.do === 'link-add-vxlan' ? step.mac : undefined;
}

/** The addresses and routes that are declared for a device and are not there. */
export function declaredItems(facts: HostFacts, netns: string, dev: string): readonly EditItem[] {
  const { tables } = facts;
  const missing = declaredAddresses(facts, netns, dev).filter(
    (text) =>
      !tables.address.some((row) => row.netns === netns && row.dev === dev && `${row.local}/${row.prefixlen}` === text),
  );
  const routes = (facts.declared ?? []).flatMap((step): readonly EditItem[] => {
    if (step.do !== 'route-add' && step.do !== 'route-replace') return [];
    if (step.netns !== netns || step.dev !== dev) return [];
    const { do: _, ...fields } = step;
    return [{ noun: 'route', verb: 'set', ...fields }];
  });
  return [...missing.map((address): EditItem => ({ noun: 'address', verb: 'add', netns, dev, address })), ...routes];
}
