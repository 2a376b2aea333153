/** Kernel settings that decide whether an overlay forwards. */
import * as v from 'valibot';
import type { Invocation } from '../../base/argv.ts';
import { sysctlKey, type Sysctl } from './row.ts';
import { lost } from '../lost.ts';
import type { Tables } from '../snapshot.ts';
import { putRow } from '../draft.ts';
import { NetnsRef } from '../../base/field.ts';

/** The only settings that a Step may write. */
export const SYSCTL_NAMES = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'] as const;

const SysctlSet = v.strictObject({
  do: v.literal('sysctl-set'),
  netns: NetnsRef,
  name: v.picklist(SYSCTL_NAMES),
  value: v.picklist(['0', '1']),
});
export const SysctlStep = v.variant('do', [SysctlSet]);
export type SysctlStep = v.InferOutput<typeof SysctlStep>;

export function simulateSysctl(tables: Tables, step: SysctlStep): Tables {
  const { netns, name, value } = step;
  return putRow(tables, 'sysctl', { key: sysctlKey(netns, name), netns, name, value });
}

export function sysctlHolds(tables: Tables, step: SysctlStep): boolean {
  return valueOf(tables, step) === step.value;
}

/** An unknown value before (the setting was not readable) has no inverse. */
export function invertSysctl(step: SysctlStep, before: Tables): readonly SysctlStep[] {
  const value = valueOf(before, step);
  return value === '0' || value === '1' ? [{ ...step, value }] : [];
}

function valueOf(tables: Tables, step: SysctlStep): string | undefined {
  return tables.sysctl.find((row) => row.key === sysctlKey(step.netns, step.name))?.value;
}

export function compileSysctl(step: SysctlStep): Invocation {
  return { tool: 'sysctl', netns: step.netns, args: ['-q', '-w', `${step.name}=${step.value}`] };
}

/** The step that sets it again; `undefined` for what no step may write. */
export function sysctlStepOf({ netns, name, value }: Sysctl): SysctlStep | undefined {
  const known = SYSCTL_NAMES.find((one) => one === name);
  return known !== undefined && (value === '0' || value === '1')
    ? { do: 'sysctl-set', netns, name: known, value }
    : undefined;
}

/** Forwarding of namespaces that are made again: the host's own is never removed. */
export function restoreSettings(before: Tables, after: Tables): readonly SysctlStep[] {
  return lost(before, after, 'sysctl').flatMap((row): SysctlStep[] => {
    const step = row.netns !== '' && row.value === '1' ? sysctlStepOf(row) : undefined;
    return step === undefined ? [] : [step];
  });
}
