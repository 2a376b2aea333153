/** `overlane lab up|down|status|exec`. */
import { execa } from 'execa';
import { enterArgv, findLab, startLab, type Lab } from '../lab/lab.ts';
import { SEARCH_PATH } from '../lab/machine.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { print, printJson, say } from './print.ts';
import type { CliOptions } from './session.ts';

export async function labUp(hosts: readonly string[] | undefined, { lab: name }: CliOptions): Promise<number> {
  const lab = await startLab({ name, hosts, lifetime: 'detached' });
  if (!lab.ok) return refuse({ problems: [lab.problem] }, false);
  printLab(lab.value);
  return EXIT.done;
}

/** Already down is what was asked for. */
export async function labDown({ lab: name }: CliOptions): Promise<number> {
  const lab = await findLab(name);
  if (lab === undefined) say('No lab was running.');
  else await lab.stop();
  return EXIT.done;
}

export async function labStatus(json: boolean, { lab: name }: CliOptions): Promise<number> {
  const lab = await findLab(name);
  if (json) printJson({ name, running: lab !== undefined, hosts: lab?.hosts ?? [] });
  else if (lab === undefined) print(`Lab ${name} is not running.`);
  else printLab(lab);
  return lab === undefined ? EXIT.failed : EXIT.done;
}

/** Runs a command inside a host, on this terminal, and answers with its exit code. */
export async function labExec(host: string, argv: readonly string[], { lab: name }: CliOptions): Promise<number> {
  const lab = await findLab(name);
  if (lab === undefined)
    return refuse(
      { problems: [{ code: 'lab-not-running', severity: 'error', where: {}, facts: {}, retry: true }] },
      false,
    );
  const found = lab.hosts.find((one) => one.name === host.replace(/^lab:/, ''));
  if (found === undefined) {
    const known = lab.hosts.map((one) => one.name).join(', ');
    return refuse(
      { problems: [{ code: 'host-unknown', severity: 'error', where: {}, facts: { host, known }, retry: false }] },
      false,
    );
  }
  const [program = 'nsenter', ...args] = enterArgv(found, argv);
  const ran = await execa(program, args, {
    stdio: 'inherit',
    reject: false,
    env: { PATH: `${process.env.PATH ?? ''}:${SEARCH_PATH}` },
  });
  if (ran.exitCode === undefined) say(ran.shortMessage ?? 'It could not be started.');
  return ran.exitCode ?? EXIT.failed;
}

function printLab({ name, hosts }: Lab): void {
  print(`Lab ${name} is running.`);
  for (const { name: host, dev, underlay, pid } of hosts)
    print(`  lab:${host.padEnd(10)} ${dev} ${underlay.padEnd(16)} pid ${pid}`);
}
