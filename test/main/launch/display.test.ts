import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { noDisplayReason } from '../../../main/launch/display.mjs';

afterEach(() => vi.unstubAllEnvs());

test('without either variable it says so', async () => {
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('DISPLAY', '');
  expect(await noDisplayReason()).toBe('neither WAYLAND_DISPLAY nor DISPLAY names a display');
});

test('a display that nothing answers on is dead, a Wayland socket that is gone as well', async () => {
  vi.stubEnv('WAYLAND_DISPLAY', 'wayland-9');
  vi.stubEnv('XDG_RUNTIME_DIR', '/nowhere');
  vi.stubEnv('DISPLAY', ':4242');
  expect(await noDisplayReason()).toBe('nothing answers on DISPLAY=:4242');
});

test('a display that answers is used', async () => {
  vi.stubEnv('WAYLAND_DISPLAY', '');
  vi.stubEnv('DISPLAY', ':4243.0');
  const server = createServer().listen('\0/tmp/.X11-unix/X4243');
  await once(server, 'listening');
  expect(await noDisplayReason()).toBeUndefined();
  server.close();
});
