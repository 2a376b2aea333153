/** This computer, linked with another host: it stands apart, in namespaces of its own, on the wire of a lab. */
import { join } from 'node:path';
import { describe, expect, test as plain, type TestAPI } from 'vitest';
import { listLabs, type Lab } from '../../../main/lab/lab.ts';
import { hasAdministrativeAccess } from '../../../main/lab/machine.ts';
import { hostOf, inHost, withLab } from '../../lab/lab-for-test.ts';
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

describe('this computer with a lab host', () => {
  test.each(['bridged', 'routed'])(
    'is linked, %s, and pings; unlinking leaves nothing on either',
    async (mode) => {
      await withLab(['alpha'], (lab) =>
        withHelper(async (talk) => {
          await plugIn(lab, talk);
          const env = ['env', 'HOME=/run', 'XDG_STATE_HOME=/run/state', `OVERLANE_LAB=${lab.name}`];
          const overlane = (...args: string[]) => talk.look(...env, process.execPath, bundle, '--admin', ...args);
          const alpha = (): Promise<string> => inHost(hostOf(lab, 'alpha'), 'sh', '-c', 'ip -br link; ls /run/netns');
          const [before, theirs] = [stateOf(talk.look), await alpha()];
          const linked = overlane('link', 'local', 'lab:alpha', '--mode', mode, '--name', 'desk');
          expect(linked).toContain('Done');
          expect(linked).toMatch(/ping/i);
          expect(talk.look('ip', '-d', 'link', 'show', 'type', 'vxlan')).toContain(`local ${MINE}`);
          expect(overlane('unlink', 'desk')).toContain('Done');
          expect([stateOf(talk.look), await alpha()]).toEqual([before, theirs]);
        }),
      );
    },
    60_000,
  );
});
