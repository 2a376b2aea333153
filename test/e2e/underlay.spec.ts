import { expect } from '@playwright/test';
import { test } from './app.ts';
import { onAlpha, row } from './lab-host.ts';

test('the form says what the network between two hosts carries, and which port is taken', async ({ overlane: app }) => {
  const { page } = app;
  await expect(row(page, 'eth0').first()).toBeVisible();
  await page.keyboard.press('Control+l');
  const apply = page.getByRole('button', { name: 'Link alpha and beta' });
  await expect(page.getByText(/^[\d.]+ ms · 1500 B$/)).toBeVisible();
  await expect(apply).toBeEnabled();
  await app.screenshot('underlay-1-answers');
  expect(await app.axe()).toEqual([]);

  const holder = "require('dgram').createSocket('udp4').bind(4789)";
  await onAlpha(app, `setsid ${process.execPath} -e "${holder}" >/dev/null 2>&1 </dev/null &`);
  await expect(async () => {
    await page.getByRole('button', { name: 'Check underlay' }).click();
    await expect(page.getByText('UDP port 4789 on alpha is used by node.')).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(apply).toBeDisabled();
  await app.screenshot('underlay-2-port-taken');
  await page.getByLabel('tunnel: UDP port').fill('8472');
  await expect(apply).toBeEnabled();

  await onAlpha(app, 'sysctl -q -w net.ipv4.icmp_echo_ignore_all=1');
  await page.getByRole('button', { name: 'Check underlay' }).click();
  await expect(page.getByText(/beta gets no answer from 192.168.64.3 of alpha/)).toBeVisible({ timeout: 10_000 });
  await expect(apply).toBeEnabled();
  await app.screenshot('underlay-3-silent');
  expect(await app.axe()).toEqual([]);
});
