import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect } from 'vitest';
import { startLab, type Lab } from '../../main/lab/lab.ts';

import { hasAdministrativeAccess } from '../../main/lab/machine.ts';
import { hostOf, labName, labTest as test, withLab } from './lab-for-test.ts';
import { footprintOf, leftOf, linkTarget, settledLeft } from './leaks.ts';
import { until } from './until.ts';

const asOther = hasAdministrativeAccess() ? [] : ['--user', '--map-root-user'];
const asOwner = hasAdministrativeAccess() ? [] : ['--user', '--preserve-credentials'];

function start(file: string, ...argv: readonly string[]): ChildProcess {
  return spawn(file, argv, { stdio: 'ignore' });
}

async function end(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(children.map((child) => (child.kill('SIGKILL'), once(child, 'exit'))));
}

const netOf = ({ pid }: { readonly pid?: number | undefined }) => linkTarget(`/proc/${pid}/ns/net`);

async function started(): Promise<Lab> {
  const lab = await startLab({ name: labName(), hosts: ['alpha', 'beta'], lifetime: 'owned' });
  if (!lab.ok) throw new Error(lab.problem.code);
  return lab.value;
}

describe('what a lab leaves behind', () => {
  test('is found: a process in the network of a host, which the end of the lab does not end', async () => {
    let left: ChildProcess | undefined;
    const body = async (lab: Lab): Promise<void> => {
      const alpha = hostOf(lab, 'alpha');
      left = start('nsenter', '--target', String(alpha.pid), ...asOwner, '--net', 'sleep', '1000');
      await until('it is in there', () => netOf(left!) === netOf(alpha));
    };
    try {
      await expect(withLab(['alpha'], body)).rejects.toThrow(/left behind by lab t.*\n\d+ sleep 1000: net:/);
    } finally {
      await end([left!]);
    }
  });

  test('is not what others make of the numbers that became free', async () => {
    const lab = await started();
    const footprint = await footprintOf(lab);
    const own = netOf(process);
    // Begun before the lab ends, they make their namespaces after it has.
    const script = 'read -r go; exec unshare "$@" sleep 1000';
    const others = Array.from({ length: 12 }, () =>
      spawn('sh', ['-c', script, 'sh', ...asOther, '--net', '--uts', '--mount'], {
        stdio: ['pipe', 'ignore', 'ignore'],
      }),
    );
    try {
      await lab.stop();
      for (const { stdin } of others) stdin.end('go\n');
      await until('each has a network of its own', () => others.every((other) => netOf(other) !== own));
      expect(leftOf(footprint)).toEqual([]);
      expect(await settledLeft(footprint)).toEqual([]);
    } finally {
      await end(others);
    }
  });
});
