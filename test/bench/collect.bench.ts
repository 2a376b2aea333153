/** Collecting 100,000 FDB entries to a Snapshot, against `bridge -j fdb show` and `JSON.parse`. */
import { collectParts } from '../../main/engine/collect.ts';
import { startLab } from '../../main/lab/lab.ts';
import { labTransport } from '../../main/transport/lab.ts';
import { addRaw, inHost, makeDevice } from './many-entries.ts';
import { paired, report } from './report.ts';

const COUNT = 100_000;
const lab = await startLab({ name: `bench-${process.pid}`, hosts: ['alpha'], lifetime: 'owned' });
if (!lab.ok) throw new Error(JSON.stringify(lab.problem));
const host = lab.value.hosts[0];
if (host === undefined) throw new Error('the lab has no host');
const transport = labTransport(lab.value, host);
try {
  await makeDevice(host);
  await addRaw(host, COUNT);
  const times = await paired(
    7,
    async () => {
      const [part] = await collectParts(transport, [{ table: 'fdb', netns: '' }], { record: () => undefined });
      if ((part?.rows.length ?? 0) < COUNT) throw new Error(`read ${part?.rows.length} rows`);
    },
    async () => {
      const rows = JSON.parse(await inHost(host, ['bridge', '-j', 'fdb', 'show'])) as unknown[];
      if (rows.length < COUNT) throw new Error(`read ${rows.length} rows`);
    },
  );
  report({
    what: 'collect 100,000 FDB entries',
    ours: times.ours,
    baseline: { what: 'bridge -j fdb show and JSON.parse', ms: times.baseline },
    most: 2,
  });
} finally {
  await transport.close();
  await lab.value.stop();
}
