import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { problemText } from '../../../app/problem/text.ts';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { labName, labTest } from '../../lab/lab-for-test.ts';

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
  readonly problem?: { readonly code: 'lab-userns-forbidden'; readonly facts: Record<string, string> };
}

async function story(as: readonly string[]): Promise<Story> {
  const [file = '', ...rest] = [...as, process.execPath, bundle.path, labName()];
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
      if (isRoot) expect(processesOfUid(UID)).toEqual([]);
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

function processesOfUid(uid: number): readonly string[] {
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid === uid,
  );
}
