/** Who fills in the checksums of what leaves a tunnel device: the network card (`on`, as devices are made) or the kernel. */
import * as v from 'valibot';
import type { Invocation } from '../../base/argv.ts';
import { HOST_NETNS } from '../netns/row.ts';
import { offloadKey, type Offload } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { dropRows, putRow } from '../draft.ts';
import { Ifname, NetnsRef } from '../../base/field.ts';

/** Tunnels of an overlay are in the host's own namespace, and only there it is read. */
export const OffloadStep = v.variant('do', [
  v.strictObject({
    do: v.literal('offload-set'),
    netns: v.pipe(
      NetnsRef,
      v.check((netns) => netns === HOST_NETNS, "must be the host's own"),
    ),
    dev: Ifname,
    feature: v.literal('tx-checksum-ip-generic'),
    on: v.boolean(),
  }),
]);
export type OffloadStep = v.InferOutput<typeof OffloadStep>;

export function simulateOffload(tables: Tables, { dev, on }: OffloadStep): Tables {
  const key = offloadKey(dev);
  if (on) return dropRows(tables, 'offload', (row) => row.key === key);
  return putRow(tables, 'offload', { key, netns: HOST_NETNS, dev });
}

/** What was never read is on: so a device is made. */
export function offloadHolds(tables: Tables, { dev, on }: OffloadStep): boolean {
  return tables.offload.some(({ key }) => key === offloadKey(dev)) !== on;
}

export function invertOffload(step: OffloadStep): readonly OffloadStep[] {
  return [{ ...step, on: !step.on }];
}

export function offloadStepOf({ dev }: Offload): OffloadStep {
  return { do: 'offload-set', netns: HOST_NETNS, dev, feature: 'tx-checksum-ip-generic', on: false };
}

export function compileOffload({ netns, dev, feature, on }: OffloadStep): Invocation {
  return { tool: 'ethtool', netns, args: ['-K', dev, feature, on ? 'on' : 'off'] };
}
