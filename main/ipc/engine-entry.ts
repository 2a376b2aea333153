/**
 * The engine's own process, started by Electron's main process as plain Node: whatever it reads, parses or waits for never holds up
 * the window, and nothing that it starts gets a file of Chromium's.
 */
import type { EventName, Events } from '../../app/contract/ipc.ts';
import { answerCall } from './answer.ts';
import type { FromEngine, ToEngine } from './engine-message.ts';
import { createBackend } from './handlers.ts';
import { closeInherited } from './inherited.ts';

type Opened = Awaited<ReturnType<typeof createBackend>>;

let backend: Promise<Opened> | undefined;
/** Places that are asked for, by number. */
const asked = new Map<number, (path: string | undefined) => void>();
let lastAsked = 0;

closeInherited(channelFile());
process.on('message', (message: ToEngine) => void receive(message));
// Main is gone, however it went: take back what runs, end what is ours.
process.on('disconnect', () => void close());
// Ctrl-C in a terminal reaches both processes; main decides what it means.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void close());

async function receive(message: ToEngine): Promise<void> {
  if (message.kind === 'open') {
    backend = createBackend({
      ...message.options,
      emit: <E extends EventName>(name: E, payload: Events[E]) => send({ kind: 'event', name, payload }),
      clipboard: (text) => send({ kind: 'clipboard', text }),
      saveAs,
    });
    return;
  }
  if (message.kind === 'close') return close();
  if (message.kind === 'saved-as') {
    asked.get(message.id)?.(message.path);
    asked.delete(message.id);
    return;
  }
  if (backend === undefined) return;
  const handlers = backend.then((opened) => opened.handlers);
  send({ kind: 'answer', id: message.id, result: await answerCall(handlers, message.name, message.argument) });
}

function saveAs(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    lastAsked += 1;
    asked.set(lastAsked, resolve);
    send({ kind: 'save-as', id: lastAsked, name });
  });
}

async function close(): Promise<void> {
  try {
    await (await backend)?.close();
  } catch (error) {
    console.error('overlane: ending failed', error);
  }
  process.exit(0);
}

/** Nobody listens any more once main is gone; that a message did not arrive is then no news, and "disconnect" says the rest. */
function send(message: FromEngine): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** The pipe to main, which Node opened from NODE_CHANNEL_FD. */
function channelFile(): readonly number[] {
  const { channel } = process as unknown as { channel?: { readonly fd?: number } };
  return channel?.fd === undefined ? [] : [channel.fd];
}
