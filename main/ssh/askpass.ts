/**
 * The askpass program that ssh runs, and the socket it asks through. The socket is in a folder that only we may enter, and a
 * token tells which login asks; a client whose connection ends (we are gone) fails, and so does its login.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { quoteArg } from '../../app/base/shell.ts';
import client from './askpass-client.cjs?raw';

/** ssh's longest prompt (a host key with all its other names) is far below. */
const LONGEST = 64 * 1024;

const Asked = v.object({ token: v.string(), hint: v.optional(v.string(), ''), text: v.string() });

export interface AskedBySsh {
  readonly text: string;
  readonly hint: string;
  /** Aborts when ssh does not wait any more. */
  readonly gone: AbortSignal;
}

/** The answer, or undefined for none. */
export type Respond = (asked: AskedBySsh) => Promise<string | undefined>;

export interface Askpass {
  /** The environment of one login, whose questions go to `respond` until `forget`. */
  register(respond: Respond): { readonly env: Readonly<Record<string, string>>; forget(): void };
  close(): void;
}

/** Throws when the folder cannot be written. */
export function openAskpass(folder: string): Askpass {
  const own = mkdtempSync(join(folder, 'ask-'));
  const socketPath = join(own, 'socket');
  const program = writeProgram(own, socketPath);
  const logins = new Map<string, Respond>();
  const server = createServer((socket) => serve(socket, logins));
  server.on('error', () => undefined); // a login that cannot ask fails with ssh's own words
  server.listen(socketPath);
  server.unref();
  return {
    register: (respond) => {
      const token = randomBytes(32).toString('hex');
      logins.set(token, respond);
      const env = { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', OVERLANE_ASKPASS_TOKEN: token };
      return { env, forget: () => logins.delete(token) };
    },
    close: () => end(server, own),
  };
}

/** A script, since ssh runs one program without arguments of ours: our own runtime, as Node where it is Electron. */
function writeProgram(folder: string, socketPath: string): string {
  const [script, program] = [join(folder, 'client.cjs'), join(folder, 'askpass')];
  const run = [process.execPath, script, socketPath].map(quoteArg).join(' ');
  writeFileSync(script, client, { mode: 0o600 });
  writeFileSync(program, `#!/bin/sh\nunset NODE_OPTIONS\nexport ELECTRON_RUN_AS_NODE=1\nexec ${run} "$@"\n`, {
    mode: 0o700,
  });
  chmodSync(program, 0o700);
  return program;
}

function serve(socket: Socket, logins: ReadonlyMap<string, Respond>): void {
  let said = '';
  const gone = new AbortController();
  socket.on('error', () => gone.abort());
  socket.on('close', () => gone.abort());
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.length > LONGEST) return void socket.destroy();
    if (said.endsWith('\n')) void answer(socket, said, logins, gone.signal);
  });
}

async function answer(
  socket: Socket,
  said: string,
  logins: ReadonlyMap<string, Respond>,
  gone: AbortSignal,
): Promise<void> {
  const asked = parse(said);
  const respond = asked && logins.get(asked.token);
  if (!asked || !respond) return void socket.destroy();
  const given = await respond({ text: asked.text, hint: asked.hint, gone });
  if (given === undefined) socket.destroy();
  else socket.end(`${given}\n`);
}

function parse(said: string): v.InferOutput<typeof Asked> | undefined {
  try {
    const parsed = v.safeParse(Asked, JSON.parse(said));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // not ours: whoever sent it gets no answer
  }
}

function end(server: Server, folder: string): void {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
