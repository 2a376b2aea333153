import * as v from 'valibot';
import { Cidr, Ifname, NetnsRef } from './field.ts';

const address = { netns: NetnsRef, dev: Ifname, address: Cidr };
export const AddressStep = v.variant('do', [
  v.strictObject({ do: v.literal('address-add'), ...address }),
  v.strictObject({ do: v.literal('address-del'), ...address }),
]);
