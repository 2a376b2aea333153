import * as v from 'valibot';
import { NetnsRef } from './field.ts';

/** The only settings a Step may write: those that decide whether an overlay forwards. */
export const SYSCTL_NAMES = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'] as const;

export const SysctlStep = v.variant('do', [
  v.strictObject({ do: v.literal('sysctl-set'), netns: NetnsRef, name: v.picklist(SYSCTL_NAMES), value: v.picklist(['0', '1']) }),
]);
