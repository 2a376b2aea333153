/** Administrative access as somebody at a desk uses it; does what its arguments say and prints a line of JSON for each. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createReadStream, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { queriesOf } from '../../../app/noun/query.ts';
import type { Result } from '../../../app/problem/problem.ts';
import { installedHelper, installHelper, installPlan, uninstallHelper } from '../../../main/helper/install.ts';
import { openLocalAdmin } from '../../../main/helper/local-admin.ts';
import { localTransport } from '../../../main/transport/local.ts';
import { until } from '../../lab/until.ts';

const [bundle = '', ...actions] = process.argv.slice(2);
const options = { bundle, version: 'test', runtime: process.execPath };
const admin = openLocalAdmin(options);
const transport = localTransport(admin);
let agent: ChildProcess | undefined;

const ACTIONS: Readonly<Record<string, (argument: string) => Promise<unknown>>> = {
  start: async () => short(await admin.start()),
  stop: () => admin.stop(),
  view: async () => admin.view(),
  why: async () => ({ writable: transport.writable, why: transport.why }),
  plan: async () => short(await installPlan(options)),
  installed: async () => installedHelper(options),
  install: async () => {
    const plan = await installPlan(options);
    return short(plan.ok ? await installHelper(plan.value.id, options) : plan);
  },
  uninstall: async () => short(await uninstallHelper(options)),
  use,
  agent: startAgent,
  /** Switches on, and off again while the password is asked for. */
  'give-up': async () => {
    const starting = admin.start();
    await asked;
    const stopped = await admin.stop();
    return [short(await starting), stopped.state];
  },
  'wait-off': async () => {
    await until('access ends', () => admin.view().state === 'off');
    return admin.view();
  },
  /** So that somebody outside knows how far this is. */
  mark: async () => writeFileSync(`/run/user/${process.getuid?.()}/mark`, ''),
};

let tellAsked: () => void = () => undefined;
const asked = new Promise<void>((resolve) => (tellAsked = resolve));

for (const action of actions) {
  const [name = '', argument = ''] = action.split('=');
  const act = ACTIONS[name];
  if (act === undefined) throw new Error(`no action ${name}`);
  console.log(JSON.stringify({ action: name, answer: (await act(argument)) ?? null }));
}
await transport.close();
await admin.stop();
agent?.kill('SIGKILL');
process.exit(0);

function short(result: Result<unknown>): unknown {
  return result.ok ? result.value : result.problem.code;
}

/** What only root may do, through the transport as the engine has it. */
async function use(): Promise<unknown> {
  const written = await transport.write([
    { do: 'netns-add', name: 'red' },
    { do: 'link-add-bridge', netns: 'red', name: 'br0' },
  ]);
  const [links] = await transport.read(queriesOf('link', 'red'));
  const own = await transport.read([...queriesOf('forward', ''), ...queriesOf('link', '')]);
  const probe = await transport.probe({ kind: 'ping', netns: 'red', target: '127.0.0.1', count: 1, waitS: 1 });
  const rung: string[] = [];
  const watch = transport.watch(
    ['', 'red'],
    ({ netns, tables }) => rung.push(`${netns}:${tables.join()}`),
    () => undefined,
  );
  await until('red is watched', () => rung.some((ring) => ring.startsWith('red:link')));
  watch.stop();
  return {
    written: written.map(({ exitCode, failure, stderr }) => failure ?? (exitCode === 0 ? 0 : stderr)),
    bridge: links?.stdout.includes('"br0"'),
    own: own.map(({ exitCode }) => exitCode),
    probed: probe.argv.join(' '),
  };
}

/** A text agent for this process, on a terminal of its own, that answers every prompt, or with `nothing` leaves it open. */
async function startAgent(answer: string): Promise<unknown> {
  const fifo = `/run/user/${process.getuid?.()}/agent`;
  spawnSync('mkfifo', [fifo]);
  const command = `exec 5>${fifo}; exec pkttyagent -p ${process.pid} --notify-fd 5`;
  const child = spawn('script', ['-qfec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
  agent = child;
  let prompts = 0;
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    const now = printed.match(/assword:/g)?.length ?? 0;
    if (now === prompts) return;
    prompts = now;
    tellAsked();
    if (answer !== 'nothing') void type(child, answer);
  });
  const registered = createReadStream(fifo).resume();
  await once(registered, 'end');
  return null;
}

/** The agent prints its prompt first, and throws away what was typed before it has switched the echo off. */
async function type({ pid, stdin }: ChildProcess, line: string): Promise<void> {
  const [inner = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  const terminal = readlinkSync(`/proc/${inner}/fd/0`);
  const settings = () => spawnSync('stty', ['-F', terminal, '-a'], { encoding: 'utf8' }).stdout;
  await until('the echo is off', () => / -echo /.test(settings()));
  stdin?.write(`${line}\n`);
}
