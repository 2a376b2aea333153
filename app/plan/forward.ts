import * as v from 'valibot';
import { Ifname, NetnsRef } from './field.ts';

const rule = { netns: NetnsRef, family: v.picklist(['inet', 'inet6']), in: Ifname, out: Ifname };

/** Lets packets pass the filter's FORWARD chain between two links (the article's `iptables -A FORWARD -j ACCEPT`, but only as wide as needed). */
export const ForwardStep = v.variant('do', [
  v.strictObject({ do: v.literal('forward-accept-add'), ...rule }),
  v.strictObject({ do: v.literal('forward-accept-del'), ...rule }),
]);
