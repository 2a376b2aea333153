import { describe, expect } from 'vitest';
import { queriesOf, versionQuery } from '../../../app/noun/query.ts';
import { TABLE_NAMES } from '../../../app/noun/snapshot.ts';
import { readSnapshot } from '../../../main/engine/read-snapshot.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { sshTransport } from '../../../main/transport/ssh.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { sshTest as test, withSshLab } from '../../lab/ssh-lab.ts';

const clock = { now: () => Date.now() };

describe('reading a host over ssh', () => {
  test('shows the same tables as the host itself, also of its namespaces', async () => {
    await withSshLab({}, async ({ lab, host, configFile }) => {
      await inHost(host('alpha'), 'ip', 'netns', 'add', 'red');
      const ssh = sshTransport({ host: 'ssh:alpha', target: 'alpha', configFile });
      const direct = labTransport(lab, host('alpha'));
      const queries = [
        versionQuery(),
        ...['', 'red'].flatMap((netns) => TABLE_NAMES.flatMap((table) => queriesOf(table, netns))),
      ];
      const [there, here] = [await ssh.read(queries), await direct.read(queries)];
      const facts = (outcomes: typeof there) =>
        outcomes.map(({ argv, exitCode, stdout }) => ({ argv, exitCode, stdout }));
      // Neighbours age while we look.
      const still = (outcomes: typeof there) => facts(outcomes).filter(({ argv }) => !argv.includes('neigh'));
      expect(still(there)).toEqual(still(here));
      expect((await readSnapshot(ssh, clock)).problems).toEqual([]);
      expect(ssh.writable).toBe(true);
      await ssh.close();
      await direct.close();
    });
  });
});
