/** What can be set on a link as a port of a bridge. */
import * as v from 'valibot';
import type { BridgePort } from '../bridge/row.ts';
import { valid, whole } from '../bridge/steps.ts';
import { Ifname } from '../../base/field.ts';

const onOff = v.optional(v.boolean());
export const PortSpec = v.strictObject({
  state: v.optional(v.picklist(['disabled', 'listening', 'learning', 'forwarding', 'blocking'])),
  cost: whole(1, 65535),
  priority: whole(0, 63),
  hairpin: onOff,
  guard: onOff,
  rootBlock: onOff,
  fastleave: onOff,
  learning: onOff,
  flood: onOff,
  proxyArp: onOff,
  proxyArpWifi: onOff,
  /** 0 never, 1 as it is learned, 2 always, 3 for a while. */
  mcastRouter: whole(0, 3),
  mcastToUnicast: onOff,
  mcastFlood: onOff,
  bcastFlood: onOff,
  neighSuppress: onOff,
  neighVlanSuppress: onOff,
  groupFwdMask: whole(0, 65535),
  vlanTunnel: onOff,
  isolated: onOff,
  locked: onOff,
  mab: onOff,
  /** `null` takes it away. */
  backupPort: v.optional(v.nullable(Ifname)),
});
export type PortSpec = v.InferOutput<typeof PortSpec>;

/** What a port that was just enslaved has where nothing is printed (`net/bridge/br_if.c`, `new_nbp`). */
const PORT_STANDARD = {
  ...{ priority: 32, mcastRouter: 1, groupFwdMask: 0 },
  ...{ learning: true, flood: true, mcastFlood: true, bcastFlood: true },
  ...{ hairpin: false, guard: false, rootBlock: false, fastleave: false, proxyArp: false, proxyArpWifi: false },
  ...{ mcastToUnicast: false, neighSuppress: false, neighVlanSuppress: false, vlanTunnel: false, isolated: false },
  ...{ locked: false, mab: false },
} as const satisfies Readonly<Record<keyof Omit<PortSpec, 'state' | 'cost' | 'backupPort'>, boolean | number>>;

/** A port as it is right after it was enslaved. */
export const NEW_PORT: BridgePort = { state: 'disabled', ...PORT_STANDARD };

/** `cost` and `state` follow the carrier where nobody set them, so they are compared only where they are named. */
export function portHas(port: BridgePort | undefined, spec: PortSpec): boolean {
  return (
    port !== undefined &&
    (Object.keys(spec) as (keyof PortSpec)[]).every(
      (name) => spec[name] === undefined || spec[name] === (port[name] ?? standardOf(name)),
    )
  );
}

export function changedPort(port: BridgePort, { backupPort, ...set }: PortSpec): BridgePort {
  return { ...port, ...set, ...(backupPort === undefined ? {} : { backupPort: backupPort ?? undefined }) };
}

export function portSpecOf(port: BridgePort, names: { readonly [K in keyof PortSpec]?: unknown }): PortSpec {
  const entries = (Object.keys(names) as (keyof PortSpec)[]).map(
    (name) => [name, port[name] ?? standardOf(name)] as const,
  );
  return valid(PortSpec.entries, entries) as PortSpec;
}

/** What is not printed is as a port starts. */
function standardOf(name: keyof PortSpec): boolean | number | null | undefined {
  if (name === 'state' || name === 'cost') return undefined;
  return name === 'backupPort' ? null : PORT_STANDARD[name];
}

/** The same whether or not a step can set it. */
export function portValues(port: BridgePort): Readonly<Record<string, unknown>> {
  const names = [...(Object.keys(PORT_STANDARD) as (keyof typeof PORT_STANDARD)[]), 'backupPort' as const];
  const values = names.map((name) => [name, port[name]] as const);
  return Object.fromEntries(
    values.filter(([name, value]) => value !== undefined && value !== PORT_STANDARD[name as 'priority']),
  );
}

/** What differs from a port that was just enslaved, apart from what follows the carrier. */
export function portChanges(port: BridgePort): PortSpec {
  const names = Object.keys(PORT_STANDARD) as (keyof typeof PORT_STANDARD)[];
  const set = names.filter((name) => port[name] !== PORT_STANDARD[name]);
  return valid(
    PortSpec.entries,
    [...set, 'backupPort' as const].map((name) => [name, port[name]]),
  ) as PortSpec;
}
