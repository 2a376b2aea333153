import { expect, type Locator, type Page } from '@playwright/test';
import { execa } from 'execa';
import { resolve } from 'node:path';
import type { LaunchedApp } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

/** Runs the command line against the same lab and journal as the window. */
export async function overlane(app: Pick<LaunchedApp, 'env'>, ...args: string[]): Promise<string> {
  const ran = await execa(process.execPath, [cli, ...args], { env: app.env, reject: false, stdin: 'ignore' });
  expect(ran.exitCode, `${args.join(' ')}: ${String(ran.stderr)}`).toBe(0);
  return String(ran.stdout);
}

/** Runs a shell line on alpha. */
export function onAlpha(app: LaunchedApp, line: string): Promise<string> {
  return overlane(app, 'lab', 'exec', 'alpha', '--', 'sh', '-c', line);
}

/** The MAC of the entry number `i` that `withEntries` makes. */
export function entryMac(i: number): string {
  return `02:00:00:00:09:0${i}`;
}

/** alpha with the vxlan device vx9 and so many unicast entries on it, seen in the window. */
export async function withEntries(app: LaunchedApp, count: number): Promise<void> {
  await expect(row(app.page, 'eth0').first()).toBeVisible();
  const add =
    'ip link add name vx9 type vxlan id 9 dstport 4789 local 192.168.64.3 dev eth0 nolearning && ip link set dev vx9 up';
  const entries = Array.from({ length: count }, (_, i) => `bridge fdb append ${entryMac(i)} dev vx9 dst 192.168.64.2`);
  await onAlpha(app, [add, ...entries].join(' && '));
  await app.page.keyboard.press('Control+2');
  await expect(row(app.page, 'vx9')).toBeVisible();
}

export function row(page: Page, text: string): Locator {
  return page.getByRole('row').filter({ hasText: text });
}
