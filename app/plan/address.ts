/** IP addresses on links. */
import * as v from 'valibot';
import { addressKey, type Address } from '../model/address.ts';
import type { Tables } from '../model/snapshot.ts';
import { dropRows, putRow } from './edit.ts';
import { Cidr, Ifname, NetnsRef } from './field.ts';
import { familyOf, splitCidr } from './ip.ts';

const address = { netns: NetnsRef, dev: Ifname, address: Cidr };

export const AddressStep = v.variant('do', [
  v.strictObject({ do: v.literal('address-add'), ...address }),
  v.strictObject({ do: v.literal('address-del'), ...address }),
]);
export type AddressStep = v.InferOutput<typeof AddressStep>;

export function simulateAddress(tables: Tables, step: AddressStep): Tables {
  const row = rowOf(step);
  return step.do === 'address-add'
    ? putRow(tables, 'address', row)
    : dropRows(tables, 'address', ({ key }) => key === row.key);
}

export function addressHolds(tables: Tables, step: AddressStep): boolean {
  const { key } = rowOf(step);
  return tables.address.some((row) => row.key === key) === (step.do === 'address-add');
}

export function invertAddress(step: AddressStep): readonly AddressStep[] {
  return [{ ...step, do: step.do === 'address-add' ? 'address-del' : 'address-add' }];
}

function rowOf(step: AddressStep): Address {
  const { netns, dev } = step;
  const { ip, length } = splitCidr(step.address);
  const key = addressKey(netns, dev, ip, length);
  return { key, netns, dev, family: familyOf(ip), local: ip, prefixlen: length, scope: 'global', flags: [], raw: {} };
}
