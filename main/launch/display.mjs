import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Why no window can be shown here, or undefined when one can. */
export async function noDisplayReason() {
  const { WAYLAND_DISPLAY: wayland, XDG_RUNTIME_DIR: runtime, DISPLAY: display } = process.env;
  if (wayland && existsSync(wayland.startsWith('/') ? wayland : join(runtime ?? '/', wayland))) return undefined;
  if (!display) return 'neither WAYLAND_DISPLAY nor DISPLAY names a display';
  return (await answers(display)) ? undefined : `nothing answers on DISPLAY=${display}`;
}

/** A local display answers on its socket, abstract or in /tmp; one of another machine (`host:0`) is believed.
 * @param {string} display */
async function answers(display) {
  const local = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(display);
  if (!local) return true;
  const path = `/tmp/.X11-unix/X${local[1]}`;
  return (await connects(path)) || (await connects(`\0${path}`));
}

/** @param {string} path */
async function connects(path) {
  const socket = connect({ path });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Refused or not there: nobody listens.
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * An X server of our own on a free display, without a network port. `stop` ends it.
 * @param {{ width?: number, height?: number }} [size]
 */
export async function startXvfb({ width = 1920, height = 1080 } = {}) {
  const child = spawn(
    // Dies with us, even when we are killed before we can stop it.
    'setpriv',
    [
      '--pdeathsig',
      'TERM',
      '--',
      'Xvfb',
      '-displayfd',
      '3',
      '-screen',
      '0',
      `${width}x${height}x24`,
      '-nolisten',
      'tcp',
      '-noreset',
    ],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const ended = once(child, 'exit');
  const number = await Promise.race([
    once(/** @type {import('node:stream').Readable} */ (child.stdio[3]), 'data').then(([data]) => String(data).trim()),
    ended.then(([code]) => Promise.reject(new Error(`Xvfb ended with exit code ${code}`))),
    once(child, 'error').then(([error]) => Promise.reject(error)),
  ]);
  return {
    display: `:${number}`,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
