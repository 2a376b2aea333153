import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSettings } from '../../../main/engine/settings.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-settings-'));
  path = join(folder, 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onDisk = (): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('settings', () => {
  test('have defaults when there is no file, and no problem', async () => {
    const { store, problems } = await openSettings(path);
    expect(store.current()).toMatchObject({ theme: 'system', railWidth: 240, inspectorWidth: 360 });
    expect(problems).toEqual([]);
  });

  test('are remembered', async () => {
    await (await openSettings(path)).store.set({ theme: 'dark', railWidth: 300 });
    expect((await openSettings(path)).store.current()).toMatchObject({ theme: 'dark', railWidth: 300 });
  });

  test('that are wrong cost only themselves, are named, and stay in the file', async () => {
    writeFileSync(path, JSON.stringify({ theme: 'pink', railWidth: 300, later: { version: 'knows this' } }));
    const { store, problems } = await openSettings(path);
    expect(store.current()).toMatchObject({ theme: 'system', railWidth: 300 });
    expect(problems).toMatchObject([{ code: 'settings-invalid', facts: { field: 'theme' } }]);
    await store.set({ drawerOpen: true });
    expect(onDisk()).toEqual({ theme: 'pink', railWidth: 300, later: { version: 'knows this' }, drawerOpen: true });
  });

  test('in a file that is not JSON are left alone, and said to be', async () => {
    writeFileSync(path, '{"theme": "dark",');
    const { store, problems } = await openSettings(path);
    expect(problems).toMatchObject([{ code: 'settings-invalid', facts: { field: 'the file' } }]);
    await store.set({ theme: 'light' });
    expect(store.current().theme).toBe('light');
    expect(readFileSync(path, 'utf8')).toBe('{"theme": "dark",');
  });

  test('written at the same time all arrive', async () => {
    const { store } = await openSettings(path);
    await Promise.all([
      store.set({ railWidth: 200 }),
      store.set({ drawerHeight: 300 }),
      store.set({ inspectorOpen: true }),
    ]);
    expect(onDisk()).toEqual({ railWidth: 200, drawerHeight: 300, inspectorOpen: true });
  });
});
