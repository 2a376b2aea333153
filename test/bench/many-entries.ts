/** A vxlan with many FDB entries in a lab host, made the fastest way there is. */
import type { FdbEntryStep } from '../../app/noun/fdb/steps.ts';
import { enterArgv, type LabHost } from '../../main/lab/lab.ts';
import { runCommand } from '../../main/transport/command.ts';

export const DEVICE = 'vxbench';

export function macOf(index: number): string {
  return `02:bb:${[index >> 24, index >> 16, index >> 8, index].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':')}`;
}

export function addStep(index: number): FdbEntryStep {
  return {
    do: 'fdb-add',
    netns: '',
    dev: DEVICE,
    mac: macOf(index),
    dst: '192.168.64.4',
    owner: 'self',
    state: 'permanent',
  };
}

export async function inHost(host: LabHost, argv: readonly string[], input?: string): Promise<string> {
  const outcome = await runCommand(enterArgv(host, argv), { input, timeoutMs: 120_000 });
  if (outcome.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${outcome.stderr || outcome.failure}`);
  return outcome.stdout;
}

export async function makeDevice(host: LabHost): Promise<void> {
  await inHost(host, [
    'ip',
    'link',
    'add',
    'name',
    DEVICE,
    'type',
    'vxlan',
    'id',
    '9',
    'dstport',
    '4789',
    'dev',
    'eth0',
  ]);
}

export async function removeDevice(host: LabHost): Promise<void> {
  await inHost(host, ['ip', 'link', 'del', 'dev', DEVICE]);
}

export function delStep(index: number): FdbEntryStep {
  return { ...addStep(index), do: 'fdb-del' };
}

export function batchOf(count: number, verb: 'add' | 'del' = 'add'): string {
  const rest = verb === 'add' ? ' permanent' : '';
  return Array.from(
    { length: count },
    (_, index) => `fdb ${verb} ${macOf(index)} dev ${DEVICE} dst 192.168.64.4 self${rest}\n`,
  ).join('');
}

export async function addRaw(host: LabHost, count: number): Promise<void> {
  await inHost(host, ['bridge', '-batch', '-'], batchOf(count));
}

export async function delRaw(host: LabHost, count: number): Promise<void> {
  await inHost(host, ['bridge', '-batch', '-'], batchOf(count, 'del'));
}
