import * as v from 'valibot';
import { Ifname, IpAddress, Mac, NetnsRef } from './field.ts';

const place = { netns: NetnsRef, dev: Ifname, dst: IpAddress };
const STATES = ['permanent', 'noarp', 'reachable', 'stale'] as const;
export const NeighbourStep = v.variant('do', [
  v.strictObject({ do: v.literal('neighbour-add'), ...place, mac: Mac, state: v.picklist(STATES) }),
  v.strictObject({ do: v.literal('neighbour-replace'), ...place, mac: Mac, state: v.picklist(STATES) }),
  v.strictObject({ do: v.literal('neighbour-del'), ...place }),
]);
