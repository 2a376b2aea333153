/** This computer, linked with another host. It stands apart, in namespaces of its own, on the wire of a lab. */
import { join } from 'node:path';
import { describe, expect, test as plain, type TestAPI } from 'vitest';
import { listLabs, type Lab } from '../../../main/lab/lab.ts';
import { hasAdministrativeAccess } from '../../../main/lab/machine.ts';
import { hostOf, inHost, withLab } from '../../lab/lab-for-test.ts';
import { sshTest, withSshLab } from '../../lab/ssh-lab.ts';
import { apartTest, withHelper, type Talk } from '../helper/helper-for-test.ts';

const bundle = join(import.meta.dirname, '../../../dist/cli/overlane.cjs');
const MINE = '192.168.64.200';

const test: TestAPI = hasAdministrativeAccess() ? apartTest : (plain.skip as unknown as TestAPI);
if (!hasAdministrativeAccess())
  console.warn('linking this computer skipped: as an ordinary user its namespaces and those of the lab are strangers');

/** Gives the place where the helper works a device on the underlay of the lab. */
async function plugIn(lab: Lab, { look }: Talk): Promise<void> {
  const pid = (await listLabs()).find(({ name }) => name === lab.name)?.pid ?? 0;
  const add = `ip link add name und0 type veth peer name p-local netns ${pid}`;
  look(...add.split(' '));
  look('ip', 'address', 'add', `${MINE}/24`, 'dev', 'und0');
  look('ip', 'link', 'set', 'dev', 'und0', 'up');
  const inSwitch = { ...hostOf(lab, 'alpha'), name: 'switch', pid };
  await inHost(inSwitch, 'ip', 'link', 'set', 'dev', 'p-local', 'master', 'br-und', 'up');
}

/** What a change may leave: links, addresses, routes, and namespaces. */
const stateOf = (look: (...argv: string[]) => string): string =>
  ['link', 'address', 'route'].map((table) => look('ip', '-br', table)).join('') + look('ls', '/run/netns');

/** Links, sees the ping, takes it apart, and sees that nothing of it is left. */
async function linkAndUnlink(lab: Lab, other: string, mode: string, env: readonly string[] = []): Promise<void> {
  await withHelper(async (talk) => {
    await plugIn(lab, talk);
    const set = ['env', 'HOME=/run', 'XDG_STATE_HOME=/run/state', `OVERLANE_LAB=${lab.name}`, ...env];
    const overlane = (...args: string[]) => talk.look(...set, process.execPath, bundle, '--admin', ...args);
    const alpha = (): Promise<string> => inHost(hostOf(lab, 'alpha'), 'sh', '-c', 'ip -br link; ls /run/netns');
    const [before, theirs] = [stateOf(talk.look), await alpha()];
    const linked = overlane('link', 'local', other, '--mode', mode, '--name', 'desk');
    expect(linked).toContain('Done');
    expect(linked.match(/^ping .*: [\d.]+ ms, largest packet \d+ bytes$/gm)?.length).toBeGreaterThanOrEqual(2);
    expect(talk.look('ip', '-d', 'link', 'show', 'type', 'vxlan')).toContain(`local ${MINE}`);
    expect(overlane('unlink', 'desk')).toContain('Done');
    expect([stateOf(talk.look), await alpha()]).toEqual([before, theirs]);
  });
}

describe('this computer', () => {
  test.each(['bridged', 'routed'])(
    'and a lab host are linked, %s, and ping; unlinking leaves nothing on either',
    (mode) => withLab(['alpha'], (lab) => linkAndUnlink(lab, 'lab:alpha', mode)),
    60_000,
  );

  sshTest(
    'and an SSH host are linked in the same way',
    () =>
      withSshLab({}, ({ lab, configFile }) =>
        linkAndUnlink(lab, 'ssh:free-alpha', 'bridged', [`OVERLANE_SSH_CONFIG=${configFile}`]),
      ),
    60_000,
  );
});
