import { expect } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { test } from './app.ts';

const NODE_NAMES = ['require', 'process', 'module', 'Buffer', 'global', 'electron'];

test('the page sees nothing of Node', async ({ overlane: { page } }) => {
  expect(await page.evaluate((names) => names.filter((name) => name in window), NODE_NAMES)).toEqual([]);
});

test('the preload script has a world of its own, and that one has no Node either: isolated and sandboxed', async ({
  overlane: { app, page },
}) => {
  const session = await app.context().newCDPSession(page);
  const worlds: { id: number; name: string }[] = [];
  session.on('Runtime.executionContextCreated', ({ context }) => worlds.push(context));
  await session.send('Runtime.enable');
  const world = worlds.find(({ name }) => name === 'Electron Isolated Context');
  expect(world).toBeDefined();
  // Without the sandbox, Electron puts Node's globals into this world.
  const expression = `${JSON.stringify(NODE_NAMES)}.filter((name) => name in globalThis)`;
  const { result } = await session.send('Runtime.evaluate', { contextId: world?.id, expression, returnByValue: true });
  expect(result.value).toEqual([]);
});

test('the bridge is two functions and nothing else', async ({ overlane: { page } }) => {
  const bridge = await page.evaluate(() =>
    Object.entries((window as unknown as { overlane: object }).overlane).map(
      ([name, value]) => `${name}: ${typeof value}`,
    ),
  );
  expect(bridge).toEqual(['call: function', 'on: function']);
});

test('the content security policy allows our files and nothing inline, evaluated or remote', async ({
  overlane: { page },
}) => {
  const policy = (await page.reload())?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    // As a string, later: what runs inside `evaluate` itself is exempt from the policy.
    setTimeout('window.evalRan = true');
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  const ran = await page.evaluate(() => ['inlineRan', 'evalRan'].filter((name) => name in window));
  expect(ran).toEqual([]);
});

test('the page loads without breaking its own policy', async ({ overlane: { page } }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.reload();
  await expect(page.locator('#app')).not.toBeEmpty();
  expect(complaints).toEqual([]);
});

test('no second window opens', async ({ overlane: { app, page } }) => {
  expect(await page.evaluate(() => window.open('app://overlane/index.html'))).toBeNull();
  expect(app.windows()).toHaveLength(1);
});

test('the page cannot be led anywhere else', async ({ overlane: { page } }) => {
  for (const target of [
    'https://example.org/',
    'file:///etc/passwd',
    'app://elsewhere/index.html',
    'app://overlane/../../package.json',
  ]) {
    await page.evaluate((url) => {
      (window as unknown as { stillHere: boolean }).stillHere = true;
      location.href = url;
    }, target);
    // A navigation that was allowed would have replaced the page, and the mark with it, by the time the next one is answered.
    await page.waitForTimeout(100);
    expect(await page.evaluate(() => (window as unknown as { stillHere?: boolean }).stillHere), target).toBe(true);
  }
});

test('nothing is fetched from the network, by the page or by the session', async ({ overlane: { app, page } }) => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end('reached');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const fromPage = await page.evaluate((target) => fetch(target).then(() => 'reached', String), url);
  const fromSession = await app.evaluate(
    ({ session }, target) => session.defaultSession.fetch(target).then(() => 'reached', String),
    url,
  );
  server.close();
  expect(fromPage).toContain('TypeError');
  expect(fromSession).toContain('ERR_BLOCKED_BY_CLIENT');
  expect(requests).toBe(0);
});

test('every permission is denied', async ({ overlane: { page } }) => {
  const states = await page.evaluate(async () => {
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'clipboard-read',
      'midi',
    ] as PermissionName[];
    return Promise.all(names.map(async (name) => `${name}: ${(await navigator.permissions.query({ name })).state}`));
  });
  expect(states.filter((state) => !state.endsWith(': denied'))).toEqual([]);
});

test('a page that is not ours gets no answer, even with our preload script', async ({ overlane: { app } }) => {
  const preload = resolve(import.meta.dirname, '../../dist/preload/preload.cjs');
  const answer = await app.evaluate(async ({ BrowserWindow }, path) => {
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload: path, sandbox: true } });
    await foreign.loadURL('about:blank');
    const said: unknown = await foreign.webContents.executeJavaScript(
      "overlane.call('app.state').then(() => 'answered', String)",
    );
    foreign.destroy();
    return String(said);
  }, preload);
  expect(answer).toContain('by a page that is not Overlane');
});

test('a call with a wrong argument changes nothing and names the field', async ({ overlane: { page } }) => {
  const answer = await page.evaluate(() =>
    (window as unknown as { overlane: { call(name: string, argument: unknown): Promise<unknown> } }).overlane.call(
      'lab.keep',
      { keep: 'yes' },
    ),
  );
  expect(answer).toMatchObject({ ok: false, problem: { code: 'bad-input', facts: { field: 'keep' } } });
});
