/** What is kept of a device: whatever stands on it, of every noun that says it is kept. */
import { expect, test } from 'vitest';
import { newLink } from '../../../app/noun/link/rows.ts';
import { NOUNS } from '../../../app/noun/nouns.ts';
import { EMPTY_TABLES, type Tables } from '../../../app/noun/snapshot.ts';
import { checkFile } from '../../../app/guard/check-file.ts';
import { persistFiles } from '../../../app/persist/files.ts';
import { PERSIST_FORMATS } from '../../../app/persist/format.ts';
import { choose } from '../../../app/persist/selection.ts';

const FACTS = { systemd: true, networkd: true, networkManager: true, netplan: true, ifupdown: true };
const filtering = (name: string, dstport: number) => ({
  ...newLink({ netns: '', name, kind: 'vxlan' }),
  vxlan: { dstport, ttl: 'auto', external: true, vnifilter: true },
});
const vni = (dev: string, first: number, last: number, more: object = {}) => ({
  ...{ key: `|${dev}|${first}`, netns: '', dev, vni: first, vniEnd: last, raw: {} },
  ...more,
});
const tables = {
  ...EMPTY_TABLES,
  link: [filtering('vx0', 4789), filtering('vx1', 4790)],
  vni: [vni('vx0', 100, 100, { remote: '192.0.2.2' }), vni('vx0', 200, 210), vni('vx1', 300, 300)],
} as unknown as Tables;

test.each(PERSIST_FORMATS)('%s: the script lets the VNIs of a kept device in', (format) => {
  const { files } = persistFiles(format, tables, { name: 'host', links: ['vx0'] }, FACTS);
  const text = files.map(({ content }) => content).join('\n');
  expect(text).toContain('bridge vni add dev vx0 vni 100 remote 192.0.2.2');
  expect(text).toContain('bridge vni add dev vx0 vni 200-210');
  expect(text).not.toContain('vx1');
  expect(files.map(({ path, content }) => checkFile(path, content))).toEqual(files.map(() => undefined));
});

const placed = NOUNS.filter(({ row }) => 'dev' in row.fields);

test.each(placed.map(({ id, kept }) => [id, typeof kept === 'string'] as const))(
  'rows of %s on a chosen device: kept is %s',
  (id, isKept) => {
    const rows = ['vx0', 'vx1'].map((dev) => ({ key: dev, netns: '', dev, nexthops: [] }));
    const chosen = choose({ ...tables, [id]: rows }, { name: 'host', links: ['vx0'] });
    expect(chosen.tables[id].map(({ key }) => key)).toEqual(isKept ? ['vx0'] : []);
  },
);
