/** The SSH hosts of a session: those that were added before, and adding and removing them. */
import type { Prompter } from '../../app/contract/prompt.ts';
import type { Transport } from '../../app/contract/ports.ts';
import type { SshChoice, SshTarget } from '../../app/contract/ssh-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { parseHostArgument, sshHostId } from '../../app/ssh/host-argument.ts';
import { problemOf } from '../../app/ssh/stderr.ts';
import { sshTransport, type SshTransport } from '../transport/ssh.ts';
import { listAliases } from './aliases.ts';
import { resolveTarget } from './control.ts';
import { openHostsFile } from './hosts-file.ts';
import { openSshMeans, type SshMeans } from './means.ts';
import { terminalPrompter } from './terminal-prompter.ts';

export interface SshHostsOptions {
  /** hosts.json. */
  readonly path: string;
  readonly prompter?: Prompter;
  /** Where hosts are shown; the caller starts reading them. */
  readonly hosts: { add(transport: Transport): unknown; remove(host: HostId): Promise<void> };
}

export interface SshHosts {
  choice(): Promise<SshChoice>;
  /** What a name would lead to, without connecting. */
  resolve(name: string): Promise<Result<SshTarget>>;
  /** Adds it and begins to connect. */
  add(name: string): Promise<Result<SshTarget>>;
  remove(host: HostId): Promise<Result<null>>;
  /** The user pressed F5: what was refused or cancelled is asked again with the next read. */
  tryAgain(host: HostId): void;
  close(): void;
}

export async function openSshHosts(
  options: SshHostsOptions,
): Promise<{ readonly ssh: SshHosts; readonly problems: readonly Problem[] }> {
  const { file, problems } = await openHostsFile(options.path);
  const means = openSshMeans(options);
  const open = new Map<HostId, SshTransport>();
  const show = (name: string): void => {
    const transport = transportTo(name, means);
    if (!transport.ok || open.has(transport.value.host)) return;
    open.set(transport.value.host, transport.value);
    options.hosts.add(transport.value);
  };
  file.names().forEach(show);
  const resolve = (name: string): Promise<Result<SshTarget>> => resolveName(name, means.dial.configFile);
  return {
    problems,
    ssh: {
      choice: async () => ({ aliases: await listAliases(means.dial.configFile), added: file.names() }),
      resolve,
      add: async (name) => {
        const target = await resolve(name);
        if (!target.ok) return target;
        show(name);
        const kept = await file.add(name);
        return kept.ok ? target : kept;
      },
      remove: async (host) => {
        if (!open.delete(host)) return fail(notAHost(hostName(host)));
        await options.hosts.remove(host);
        return file.remove(hostName(host));
      },
      tryAgain: (host) => open.get(host)?.tryAgain(),
      close: means.close,
    },
  };
}

/** A transport to an alias or `user@host:port`; it connects with its first read. */
export function transportTo(name: string, means: SshMeans, onClose?: () => void): Result<SshTransport> {
  const argument = parseHostArgument(name);
  if (argument === undefined) return fail(notAHost(name));
  return ok(sshTransport({ ...means.dial, ...argument, host: sshHostId(name), onClose }));
}

/** The same for one command line, which asks in its terminal where there is one. */
export function terminalTransport(name: string): Result<SshTransport> {
  const means = openSshMeans({ prompter: terminalPrompter() });
  const transport = transportTo(name, means, means.close);
  if (!transport.ok) means.close();
  return transport;
}

async function resolveName(name: string, configFile: string | undefined): Promise<Result<SshTarget>> {
  const argument = parseHostArgument(name);
  if (argument === undefined) return fail(notAHost(name));
  const found = await resolveTarget({ ...argument, configFile });
  if (found === undefined)
    return fail(problemOf('ssh-config', sshHostId(name), '', ['ssh', '-G', '--', argument.target]));
  const { user, hostname, port, proxyJump } = found;
  return ok({ name, user, hostname, port: argument.port ?? port, proxyJump });
}

function notAHost(name: string): Problem {
  return { code: 'ssh-host-name', severity: 'error', where: { field: 'name' }, facts: { name }, retry: false };
}
