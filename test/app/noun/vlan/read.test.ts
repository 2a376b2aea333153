import { describe, expect, test } from 'vitest';
import { hostSteps } from '../../../../app/change/export-steps.ts';
import { tableOf } from '../../../../app/noun/step.ts';
import { readBridgeVlans } from '../../../../app/noun/vlan/read.ts';
import { rowCommand } from '../../../../app/noun/row-command.ts';
import { readRows } from '../../../../app/noun/rows.ts';
import { shellText } from '../../../../app/base/shell.ts';
import { stepArgv } from '../../../../app/noun/step-argv.ts';
import { canFilterVlans, vlanPlaces } from '../../../../app/noun/vlan/row.ts';
import type { Json } from '../../../../app/base/json.ts';
import { readSnapshot } from '../../../../main/engine/read-snapshot.ts';
import { recordedTransport } from '../../../../main/transport/recorded.ts';
import { recorded, recordedTable, VERSIONS } from '../recorded.ts';

/** Bridges with VLANs on a kernel that has them, and how they were built: `test/fixtures/README.md`. */
const FOLDER = new URL('../../../fixtures/vlans-6.1.0/', import.meta.url);
const read = async () => readSnapshot(recordedTransport(FOLDER.pathname), { now: () => 0 });
const parse = (items: readonly Json[]) => readRows('vlan', items, '', ['bridge'], readBridgeVlans);

describe('bridge vlan, as a kernel with VLAN filtering lists it', () => {
  test('one row a range, for ports and for the bridge itself, in every namespace', async () => {
    const { snapshot, problems } = await read();
    const rows = snapshot.tables.vlan.map(({ netns, dev, vid, vidEnd, pvid, untagged }) =>
      [netns, dev, `${vid}-${vidEnd}`, pvid ? 'pvid' : '', untagged ? 'untagged' : ''].join(' ').trim(),
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      'br0 1-1 pvid untagged',
      'br0 10-10',
      'p1 10-10 pvid untagged',
      'p2 1-1 pvid untagged',
      'p2 20-25',
      'p2 30-33  untagged',
      'p2 40-40',
      'p4 7-7',
      'red br7 5-5',
      'red br7 70-70 pvid untagged',
    ]);
  });

  test('its bridges say that they can have VLANs', async () => {
    const { tables } = (await read()).snapshot;
    expect(canFilterVlans(tables.link)).toBe(true);
    expect([...vlanPlaces(tables)]).toEqual(['', 'red']);
  });

  test('a row leads to the command that shows it', async () => {
    const { tables } = (await read()).snapshot;
    expect(tables.vlan.filter(({ vid }) => vid === 20 || vid === 70).map((row) => rowCommand('vlan', row))).toEqual([
      'bridge vlan show dev p2',
      'bridge -n red vlan show dev br7',
    ]);
  });

  test('the export makes the VLANs again, and takes away those that come by themselves', async () => {
    const { snapshot } = await read();
    expect(
      hostSteps(snapshot.tables)
        .filter((step) => tableOf(step) === 'vlan')
        .map((step) => shellText(stepArgv(step))),
    ).toEqual([
      'bridge vlan add dev br0 vid 10 self',
      'bridge vlan del dev p1 vid 1 master',
      'bridge vlan add dev p1 vid 10 pvid untagged master',
      'bridge vlan add dev p2 vid 20-25 master',
      'bridge vlan add dev p2 vid 30-33 untagged master',
      'bridge vlan add dev p2 vid 40 master',
      'bridge vlan del dev p3 vid 1 master',
      'bridge vlan add dev p4 vid 7 master',
      'bridge -n red vlan add dev br7 vid 5 self',
    ]);
  });
});

describe('a kernel without VLAN filtering', () => {
  test.each(VERSIONS)('prints none, and iproute2 %s says so', (version) => {
    expect(recordedTable(version, 'vlan')).toEqual({ rows: [], problems: [] });
    const { rows } = recordedTable(version, 'link');
    expect(canFilterVlans(rows)).toBe(false);
    expect([...vlanPlaces({ link: rows, vlan: [] })]).toEqual([]);
    expect(recorded(version, 'bridge-vlan.json').trim()).toBe('[]');
  });
});

test('what cannot be used is counted by field', () => {
  const { rows, problems } = parse([
    { ifname: 'p1', vlans: [{ vlan: 5 }, { flags: [] }] },
    { ifname: 'p2' },
    { vlans: [] },
  ]);
  expect(rows.map(({ dev, vid }) => `${dev} ${vid}`)).toEqual(['p1 5']);
  expect(problems.map(({ facts }) => facts['field'])).toEqual(['vlan', 'vlans', 'ifname']);
});
