/** Ten thousand steps over ssh, against `ssh HOST bridge -batch` of the same entries over a connection that stands already. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { queriesOf } from '../../../app/noun/query.ts';
import { sshTransport } from '../../../main/transport/ssh.ts';
import { addStep, batchOf, makeDevice, removeDevice } from '../../bench/many-entries.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';

const COUNT = 10_000;
/** Measured 1.2 to 2.6 on two busy cores; reading the program a byte at a time cost 5.7 to 7.6. */
const MOST = 4;

async function writes(lab: SshLab): Promise<number> {
  const transport = sshTransport({ host: 'ssh:alpha', target: 'alpha', configFile: lab.configFile });
  await transport.read(queriesOf('link', ''));
  await makeDevice(lab.host('alpha'));
  const steps = Array.from({ length: COUNT }, (_, index) => addStep(index));
  const began = performance.now();
  const outcomes = await transport.write(steps);
  const took = performance.now() - began;
  expect(outcomes.filter(({ exitCode }) => exitCode === 0)).toHaveLength(COUNT);
  const listed = await inHost(lab.host('alpha'), 'sh', '-c', 'bridge fdb show dev vxbench | grep -c ^02:bb');
  expect(listed.trim()).toBe(String(COUNT));
  await removeDevice(lab.host('alpha'));
  await transport.close();
  return took;
}

async function raw(lab: SshLab): Promise<number> {
  await makeDevice(lab.host('alpha'));
  const argv = ['-F', lab.configFile, '-o', `ControlPath=${join(lab.folder, 'raw')}`];
  spawnSync('ssh', [...argv, '-M', '-N', '-f', 'alpha'], { stdio: 'ignore' });
  const began = performance.now();
  const { status } = spawnSync('ssh', [...argv, 'alpha', 'bridge', '-batch', '-'], { input: batchOf(COUNT) });
  const took = performance.now() - began;
  expect(status).toBe(0);
  spawnSync('ssh', [...argv, '-O', 'exit', 'alpha'], { stdio: 'ignore' });
  await removeDevice(lab.host('alpha'));
  return took;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

describe('a plan of 10,000 entries over ssh', () => {
  test.each(['dash', 'bash', 'busybox'])(
    `costs at most ${MOST} times what "bridge -batch" over ssh does, where sh is %s`,
    async (shell) => {
      await withSshLab({}, async (lab) => {
        await inHost(
          lab.host('alpha'),
          'sh',
          '-c',
          'mount --bind "$(readlink -f "$(command -v "$1")")" "$(readlink -f /bin/sh)"',
          'sh',
          shell,
        );
        const [ours, theirs]: [number[], number[]] = [[], []];
        for (let round = 0; round < 3; round += 1) {
          ours.push(await writes(lab));
          theirs.push(await raw(lab));
        }
        const ratio = median(ours) / median(theirs);
        console.log(
          `10,000 entries over ssh, sh is ${shell}: ${Math.round(median(ours))} ms against ${Math.round(median(theirs))} ms raw, ${ratio.toFixed(2)}×`,
        );
        expect(ratio).toBeLessThan(MOST);
      });
    },
    60_000,
  );
});
