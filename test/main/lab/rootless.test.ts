import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { ProblemCode } from '../../../app/problem/catalogue.ts';
import { problemText } from '../../../app/problem/text.ts';
import { argvOf, ownPids, processAt } from '../../../main/lab/proc.ts';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { labName, labTest } from '../../lab/lab-for-test.ts';
import { until } from '../../lab/until.ts';

const run = promisify(execFile);
/** Uids that distributions hand to nobody: no process of another program is among "our own". */
const UID = 61_000 + (process.pid % 1000);
const isRoot = process.getuid?.() === 0;
const asOther = isRoot ? ['setpriv', `--reuid=${UID}`, `--regid=${UID}`, '--clear-groups', '--'] : ['env', '--'];
/** As root of a user namespace in which no further one may be made, and without a single capability. */
const WITHOUT_USERNS =
  'echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all -- "$@"';
const forbidden = ['unshare', '--user', '--map-root-user', '--', 'sh', '-c', WITHOUT_USERNS, 'sh'];

let bundle: Awaited<ReturnType<typeof bundleForAnyone>>;
beforeAll(async () => {
  bundle = await bundleForAnyone(new URL('../../lab/rootless-story.ts', import.meta.url).pathname);
}, 30_000);
afterAll(() => bundle.remove());

interface Story {
  readonly uid: number;
  readonly hosts: readonly { name: string; uid: string; vxlan: object; netns: object; inside: string; ping: number }[];
  readonly after: string | null;
  readonly problem?: { readonly code: ProblemCode; readonly facts: Record<string, string> };
}

async function story(as: readonly string[], name = labName()): Promise<Story> {
  const [file = '', ...rest] = [...as, process.execPath, bundle.path, name];
  const { stdout } = await run(file, rest, { cwd: '/' });
  return JSON.parse(stdout) as Story;
}

describe('an ordinary user', () => {
  labTest(
    'has a whole lab: root on every host, devices, namespaces, an underlay, and nothing of it afterwards',
    async () => {
      const told = await story(asOther);
      expect(told.uid).toBe(isRoot ? UID : process.getuid?.());
      expect(told.hosts.map(({ name }) => name)).toEqual(['alpha', 'beta', 'gamma']);
      for (const host of told.hosts) {
        expect(host).toMatchObject({ uid: '0', vxlan: { exitCode: 0 }, netns: { exitCode: 0 }, ping: 0 });
        expect(host.inside).toMatch(/^lo /);
      }
      expect(told.after).toBeNull();
      if (isRoot) await until('its last process is gone', () => livingOfUid(UID).length === 0);
    },
  );

  labTest('who may not make user namespaces is told which setting says so, and what to do', async () => {
    const { problem } = await story(forbidden);
    expect(problem).toMatchObject({
      code: 'lab-userns-forbidden',
      facts: { setting: 'user.max_user_namespaces', value: '0', fix: 'sudo sysctl -w user.max_user_namespaces=15000' },
    });
    if (!problem) throw new Error('it started');
    expect(problemText(problem).text).toContain('user.max_user_namespaces is 0');
  });
});

describe('a lab that cannot be set up whole', () => {
  labTest('is taken down again: here the kernel grants two network namespaces, and four are needed', async () => {
    const limited = 'echo 2 >/proc/sys/user/max_net_namespaces && exec "$@"';
    const name = labName();
    const told = await story(['unshare', '--user', '--map-root-user', '--', 'sh', '-c', limited, 'sh'], name);
    expect(told.problem).toMatchObject({ code: 'lab-start-failed' });
    // The switch and the host's unshare both complain; which of the two is heard last is up to the scheduler.
    expect(told.problem?.facts['message']).toMatch(
      /host \w+ ended while it was being set up|unshare failed|No space left on device/,
    );
    await until('nothing is left', () => !ownPids().some((pid) => processAt(pid) && argvOf(pid).includes(name)));
  });
});

function livingOfUid(uid: number): readonly string[] {
  const owner = (name: string) => statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid;
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && owner(name) === uid && processAt(Number(name)));
}
