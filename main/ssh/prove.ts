import { execa } from 'execa';
import { fail, ok, type Result } from '../../app/problem/problem.ts';
import type { HostId } from '../../app/base/host.ts';
import { sshArgv } from '../../app/ssh/options.ts';
import { sshProblem } from '../../app/ssh/stderr.ts';
import type { Where } from './control.ts';
import { SSH_ENV } from './process.ts';

/** A new login while a person waits. Shorter fails far hosts behind a jump host; longer eats the time to confirm. */
const PROVE_MS = 10_000;

/**
 * Whether the host can be reached by a new connection, shared with none and without asking anybody: a server that gets as
 * far as refusing our keys has been reached.
 */
export async function proveReachable(host: HostId, where: Where): Promise<Result<null>> {
  const [file = 'ssh', ...argv] = sshArgv({ ...where, prompts: false }, 'exit 0');
  const { exitCode, stderr } = await execa(file, argv, {
    reject: false,
    cwd: '/',
    env: SSH_ENV,
    stdin: 'ignore',
    timeout: PROVE_MS,
  });
  if (exitCode !== undefined && exitCode !== 255) return ok(null);
  const problem = sshProblem(host, typeof stderr === 'string' ? stderr : '', [file, ...argv]);
  return problem.code === 'ssh-denied' ? ok(null) : fail(problem);
}
