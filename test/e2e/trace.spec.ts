import { expect } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPage, test } from './app.ts';
import { onAlpha, overlane, row } from './lab-host.ts';

test('a flood entry leads to the trace of the machines behind it; what stops it is red, and the report has the same picture', async ({
  overlane: app,
}) => {
  // Builds an overlay, follows a packet several times and looks with axe, on a machine that may be busy.
  test.setTimeout(150_000);
  const { page } = app;
  await expect(page.getByText('alpha').first()).toBeVisible();
  await overlane(app, 'link', 'lab:alpha', 'lab:beta', '--name', 'pair', '--yes');
  await openPage(page, 'alpha', 'FDB');
  await row(page, '00:00:00:00:00:00').filter({ hasText: 'flood' }).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Trace alpha red → / }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Trace' })).toBeVisible();
  await expect(
    page.getByRole('heading', { name: /^By the tables it arrives at .*, and the answer comes back/ }),
  ).toBeVisible({ timeout: 20_000 });
  await page.getByRole('checkbox', { name: 'Send one packet' }).check();
  await page.getByRole('button', { name: 'Follow' }).click();
  await expect(page.getByText('it arrived, and was answered')).toBeVisible({ timeout: 20_000 });
  await app.screenshot('trace-1-arrives');
  expect(await app.axe()).toEqual([]);

  const device =
    (await onAlpha(app, "bridge fdb show | grep -o 'dev vxlan[0-9]*' | head -1")).trim().split(' ')[1] ?? '';
  const picture = page.getByRole('group', { name: 'The way of the packet' });
  await picture
    .getByRole('button', { name: new RegExp(`^fdb · ${device}`) })
    .first()
    .click();
  const hop = page.getByRole('region', { name: 'The chosen hop' });
  await expect(hop).toContainText('bridge fdb get');
  await hop.getByRole('button', { name: 'Go to the row' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'FDB' })).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');

  await onAlpha(app, `ip link set dev ${device} down`);
  await page.getByRole('button', { name: 'Follow' }).click();
  await expect(page.getByRole('heading', { name: /^By the tables it stops at/ })).toBeVisible({ timeout: 20_000 });
  await expect(picture.getByRole('button', { name: /^stops: / }).first()).toBeVisible();
  await app.screenshot('trace-2-stops');
  expect(await app.axe()).toEqual([]);

  await app.app.evaluate(
    ({ dialog }, path) => {
      dialog.showSaveDialog = (() =>
        Promise.resolve({ canceled: false, filePath: path })) as typeof dialog.showSaveDialog;
    },
    join(app.folder, 'way.md'),
  );
  await page.getByRole('button', { name: 'Save report…' }).click();
  await expect(page.getByText(/^Written: /)).toBeVisible();
  expect(readFileSync(join(app.folder, 'way.svg'), 'utf8')).toContain('stops: ');
  expect(existsSync(join(app.folder, 'way.json'))).toBe(true);
});

test('a link that does not carry is taken back and says the cause as the doctor names it', async ({
  overlane: app,
}) => {
  test.setTimeout(120_000);
  const { page } = app;
  await expect(page.getByText('alpha').first()).toBeVisible();
  // Small packets pass, so that what is asked before the link finds nothing.
  const drop = 'iptables -A INPUT -p udp --dport 4789 -m length --length 80:2000 -j DROP';
  await overlane(app, 'lab', 'exec', 'beta', '--', 'sh', '-c', drop);
  await page.keyboard.press('Control+l');
  const press = page.getByRole('button', { name: /^Link alpha and beta/ });
  await expect(press).not.toHaveAttribute('aria-disabled', 'true', { timeout: 20_000 });
  await press.click();
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByRole('article')).toContainText('firewall of beta', { timeout: 60_000 });
  await expect(result).toContainText('iptables');
  await expect(page.getByRole('list', { name: 'Layers, from the wire up' })).toContainText('UDP port');
  await app.screenshot('link-failed-doctor');
  expect(await app.axe()).toEqual([]);
});
