/** Opens the engine for one command: only the hosts it names, read once, journal and settings where the window keeps them. */
import { join } from 'node:path';
import { hostKind, hostName, type HostId } from '../../app/base/host.ts';
import type { Transport } from '../../app/contract/ports.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { openJournal } from '../engine/journal.ts';
import { createSession, type Session } from '../engine/session.ts';
import type { LocalAdmin } from '../helper/local-admin.ts';
import { findLab, type Lab } from '../lab/lab.ts';
import { xdgPaths } from '../paths.ts';
import { terminalTransport } from '../ssh/ssh-hosts.ts';
import { labTransport } from '../transport/lab.ts';
import { localTransport } from '../transport/local.ts';
import { sayProblems } from './print.ts';

export interface CliOptions {
  readonly lab: string;
  /** Where the journal is; the user's own when absent. */
  readonly stateDir?: string;
  /** The switch that lets this computer be changed, one a process; absent where it may only be read. */
  readonly admin?: LocalAdmin;
}

export function openSession({ stateDir }: CliOptions): Session {
  const journal = openJournal(join(stateDir ?? xdgPaths(process.env).state, 'journal.jsonl'));
  return createSession({ journal, clock: { now: () => Date.now() } });
}

/** Adds the hosts and reads each once; the journal is read after them, since what stands is judged by what is there. */
export async function addHosts(session: Session, hosts: readonly HostId[], options: CliOptions): Promise<Result<null>> {
  for (const host of new Set(hosts)) {
    const transport = await transportOf(host, options);
    if (!transport.ok) return transport;
    const read = await session.hosts.add(transport.value, { live: false }).refresh();
    if (!read.ok) return read;
  }
  sayProblems(await session.overlays.reload());
  return ok(null);
}

/** Adds every host that can be reached, all at once, and answers with what is wrong with the others. */
export async function addEachHost(
  session: Session,
  hosts: readonly HostId[],
  options: CliOptions,
): Promise<readonly Problem[]> {
  const added = await Promise.all(
    [...new Set(hosts)].map(async (host): Promise<readonly Problem[]> => {
      const transport = await transportOf(host, options);
      if (!transport.ok) return [transport.problem];
      const read = await session.hosts.add(transport.value, { live: false }).refresh();
      return read.ok ? [] : [read.problem];
    }),
  );
  await session.overlays.reload();
  return added.flat();
}

/** Every host that may be changed: for commands that name an overlay instead of hosts. */
export async function labHosts({ lab, admin }: CliOptions): Promise<readonly HostId[]> {
  const running = await findLab(lab);
  return [...(admin ? ['local' as const] : []), ...(running?.hosts ?? []).map(({ name }): HostId => `lab:${name}`)];
}

/** The SSH hosts that a change of the journal was made on: they are reached only when they are meant. */
export async function sshHostsOf(session: Session, isMeant: (change: Change) => boolean): Promise<readonly HostId[]> {
  await session.overlays.reload();
  const hosts = session.overlays
    .changes()
    .filter(isMeant)
    .flatMap(({ armed }) => armed.plan.hosts);
  return hosts.map(({ host }) => host).filter((host) => hostKind(host) === 'ssh');
}

export async function transportOf(host: HostId, { lab: labName, admin }: CliOptions): Promise<Result<Transport>> {
  if (host === 'local') return admin ? writableLocal(admin) : ok(localTransport());
  if (hostKind(host) === 'ssh') return terminalTransport(hostName(host));
  const lab = await findLab(labName);
  if (lab === undefined)
    return fail({ code: 'lab-not-running', severity: 'error', where: { host }, facts: {}, retry: true });
  const found = lab.hosts.find(({ name }) => name === hostName(host));
  return found === undefined ? fail(unknown(host, namesOf(lab))) : ok(labTransport(lab, found));
}

/** Asks for administrative access first, once however often it is called; the first transport that closes ends it. */
async function writableLocal(admin: LocalAdmin): Promise<Result<Transport>> {
  const started = await admin.start();
  return started.ok ? ok(localTransport(admin, { onClose: () => admin.stop() })) : started;
}

function namesOf(lab: Lab): readonly string[] {
  return ['local', ...lab.hosts.map(({ name }) => `lab:${name}`)];
}

function unknown(host: HostId, known: readonly string[]): Problem {
  return {
    code: 'host-unknown',
    severity: 'error',
    where: { host },
    facts: { host, known: known.join(', ') || 'local, lab:NAME, ssh:ALIAS' },
    retry: false,
  };
}
