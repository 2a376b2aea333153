import { test, type TestAPI } from 'vitest';
import { problemText } from '../../app/problem/text.ts';
import { enterArgv, startLab, type Lab, type LabHost } from '../../main/lab/lab.ts';
import { runCommand } from '../../main/transport/command.ts';
import { footprintOf, settledLeft } from './leaks.ts';

let made = 0;

/** A name that no other test and no other test run has. */
export function labName(): string {
  made += 1;
  return `t${process.pid}-${made}`;
}

/** Gives `body` a lab of its own and ends it whatever happens; fails when anything of the lab is left afterwards. */
export async function withLab<T>(hosts: readonly string[] | undefined, body: (lab: Lab) => Promise<T>): Promise<T> {
  const started = await startLab({ name: labName(), hosts, lifetime: 'owned' });
  if (!started.ok) throw new Error(problemText(started.problem).text, { cause: started.problem });
  const lab = started.value;
  const footprint = await footprintOf(lab);
  try {
    return await body(lab);
  } finally {
    await lab.stop();
    const left = await settledLeft(footprint);
    if (left.length > 0) throw new Error(`left behind by lab ${lab.name}:\n${left.join('\n')}`);
  }
}

export function hostOf(lab: Lab, name: string): LabHost {
  const host = lab.hosts.find((candidate) => candidate.name === name);
  if (!host) throw new Error(`lab ${lab.name} has no host ${name}`);
  return host;
}

/** Runs a command in a lab host and answers with what it printed; throws when it fails. For setting a scene. */
export async function inHost(host: LabHost, ...argv: readonly string[]): Promise<string> {
  const outcome = await runCommand(enterArgv(host, argv), { timeoutMs: 20_000 });
  if (outcome.exitCode !== 0)
    throw new Error(`${host.name}: ${argv.join(' ')}: ${outcome.failure ?? outcome.exitCode}: ${outcome.stderr}`);
  return outcome.stdout;
}

/** `test` where labs can be made; where the kernel forbids them to this user, the reason is printed and the test skipped. */
export const labTest: TestAPI = (await whyNoLab()) === undefined ? test : (test.skip as unknown as TestAPI);

async function whyNoLab(): Promise<string | undefined> {
  const tried = await startLab({ name: labName(), hosts: ['try'], lifetime: 'owned' });
  if (tried.ok) return void (await tried.value.stop());
  if (tried.problem.code !== 'lab-userns-forbidden') throw new Error(JSON.stringify(tried.problem));
  const { text, remedy } = problemText(tried.problem);
  console.warn(`lab tests skipped: ${text} ${remedy}`);
  return text;
}
