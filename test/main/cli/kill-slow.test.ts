/** The command line is killed while a command of its change still runs in the kernel's or the host's hands. */
import type { ResultPromise } from 'execa';
import { expect } from 'vitest';
import type { RecoveryView } from '../../../app/contract/plan-view.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { until } from '../../lab/until.ts';
import { withCli } from './cli-for-test.ts';

/** Stands in for a kernel that is slow: `ip` of that host waits before it adds anything, until it is told to go on. */
const SLOW = `set -e; ip=$(command -v ip); cp "$ip" /run/ip
cat >/run/slow <<'END'
#!/bin/sh
case " $* " in *" link add "*) : >/run/at; until [ -e /run/go ]; do sleep 0.05; done;; esac
exec /run/ip "$@"
END
chmod 755 /run/slow; mount --bind /run/slow "$ip"`;

labTest(
  'two who recover wait for the command that outlived its change; one takes it back, both say how it is',
  { timeout: 120_000 },
  () =>
    withLab(['alpha'], (lab) =>
      withCli(
        async (cli) => {
          const sh = (text: string): Promise<string> => inHost(hostOf(lab, 'alpha'), 'sh', '-c', text);
          await sh(SLOW);
          const killed = cli.start('bridge', 'add', 'lab:alpha', 'br9');
          await until('its first command runs', async () => (await sh('ls /run')).split('\n').includes('at'), 60_000);
          killed.kill('SIGKILL');
          await killed;
          const [{ entryId = '' } = {}] = JSON.parse((await cli.run('recover', '--json')).stdout) as RecoveryView[];

          const both = [0, 1].map(() => watched(cli.start('recover', entryId, '--roll-back')));
          await until('both wait', () => both.every(({ said }) => said().includes('is being changed')), 60_000);
          await sh(': >/run/go');
          const ended = await Promise.all(both.map(({ child }) => child));
          const told = ended.map(({ exitCode, stdout, stderr }) => `${exitCode} ${String(stdout)} ${String(stderr)}`);
          expect(
            ended.filter(({ exitCode }) => exitCode === 0),
            told.join('\n'),
          ).toHaveLength(1);
          expect(told.join('\n')).toContain('Rolled back: nothing is left of it');
          expect(told.join('\n')).toContain('that change ended as "rolled-back"');
          expect(await sh('ip -br link')).not.toContain('br9');
          expect((await cli.run('recover')).stdout).toContain('Nothing was left unfinished');
        },
        { lab: lab.name },
      ),
    ),
);

function watched(child: ResultPromise): { readonly child: ResultPromise; readonly said: () => string } {
  let said = '';
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  return { child, said: () => said };
}
