import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CONTENT_SECURITY_POLICY, pageFile, servePage } from '../../main/page.ts';

describe('pageFile', () => {
  test.each([
    ['app://overlane/', '/page/index.html'],
    ['app://overlane/index.html', '/page/index.html'],
    ['app://overlane/assets/main-1a2b.js', '/page/assets/main-1a2b.js'],
    ['app://overlane/index.html?x=1#links', '/page/index.html'],
  ])('%s is %s', (url, file) => expect(pageFile('/page', url)).toBe(file));

  test.each([
    'app://overlane/..%2fsecret.html',
    'app://overlane/assets/..%2f..%2fsecret.html',
    'app://overlane/%00.html',
    'app://overlane/.hidden.html',
    'app://overlane/a//b.html',
    'app://overlane/%ff.html',
    'app://elsewhere/index.html',
    'file:///page/index.html',
    'https://overlane/index.html',
    'app://overlane/settings.conf',
    'app://overlane/assets',
    'not a url',
    '',
  ])('%s is refused', (url) => expect(pageFile('/page', url)).toBeUndefined());

  test.each([
    'app://overlane/../secret.html',
    'app://overlane/%2e%2e/secret.html',
    'app://overlane/a/../../secret.html',
  ])('%s stays inside', (url) => expect(pageFile('/page', url)).toBe('/page/secret.html'));
});

describe('servePage', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'overlane-page-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('answers with the file, its type and the policy', async () => {
    const response = await servePage(folder, 'app://overlane/');
    expect(await response.text()).toBe('<!doctype html>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  });

  test('what is not there is 404, and nothing is thrown', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect((await servePage(folder, 'app://overlane/gone.html')).status).toBe(404);
    expect((await servePage(folder, 'app://overlane/%00.html')).status).toBe(404);
  });
});
