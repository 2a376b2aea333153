import { describe, expect, test } from 'vitest';
import { linkKey } from '../../../app/noun/link/row.ts';
import { bridgeVlanColumns } from '../../../renderer/bridge-vlan/columns.ts';
import { bridgeVlanEdits, vlanDeed } from '../../../renderer/bridge-vlan/edits.ts';
import { bridgeVlanForm, changeVlanForm } from '../../../renderer/bridge-vlan/form.ts';
import { bridgeForm } from '../../../renderer/bridge/form.ts';
import { linkEdits } from '../../../renderer/links/edits.ts';
import { withVlans } from '../mock/vlans.ts';
import { commandsOf, contextOf, tables } from './world.ts';

const filtering = withVlans(tables);
const context = contextOf(filtering);
const row = (dev: string, vid: number) => {
  const found = [...context.tables.vlan.values()].find((one) => one.dev === dev && one.vid === vid);
  if (found === undefined) throw new Error(`no VLAN ${vid} on ${dev}`);
  return found;
};
const port = context.tables.link.get(linkKey('', 'vx100'));
const WHY = 'This host’s kernel was built without VLAN filtering';

describe('VLANs of ports', () => {
  test('several are typed at once, on the port that was asked for', () => {
    const form = bridgeVlanForm(context, port);
    expect(commandsOf(form, { vid: '30, 35-38' }, filtering)).toEqual([
      'bridge vlan add dev vx100 vid 30 master',
      'bridge vlan add dev vx100 vid 35-38 master',
    ]);
    expect(commandsOf(form, { dev: '|br100', vid: '30', pvid: 'on', untagged: 'on' }, filtering)).toEqual([
      'bridge vlan add dev br100 vid 30 pvid untagged self',
    ]);
  });

  test('what is wrong with one of several stands on the field', () => {
    const form = bridgeVlanForm(context, port);
    expect(commandsOf(form, { vid: '30, 21' }, filtering)).toEqual([
      'bad-input items.1.vid vx100 already has VLAN 21; change that one',
    ]);
    for (const vid of ['', 'ten', '4095', '10-', '5-6-7'])
      expect(() => commandsOf(form, { vid }, filtering), vid).toThrow();
  });

  test('a row is changed without its VLANs', () => {
    expect(commandsOf(changeVlanForm(context, row('vx100', 20)), { untagged: 'on' }, filtering)).toEqual([
      'bridge vlan add dev vx100 vid 20-25 untagged master',
    ]);
    expect(commandsOf(changeVlanForm(context, row('red-p', 10)), { pvid: 'off' }, filtering)).toEqual([
      'bridge vlan add dev red-p vid 10 untagged master',
    ]);
  });

  test('a range is deleted as one', () => {
    expect(bridgeVlanEdits(context).remove(row('vx100', 20))).toEqual({
      item: { noun: 'vlan', verb: 'del', netns: '', dev: 'vx100', vid: 20, vidEnd: 25 },
    });
  });

  test('the table says whose they are, and where the bridge takes no notice', () => {
    const columns = bridgeVlanColumns({ host: context.host.id, facts: context.facts });
    const texts = (dev: string, vid: number) => columns.map((column) => column.text(row(dev, vid)));
    expect(texts('vx100', 20)).toEqual(['vx100', 'br100', '20-25', '', 'tagged', 'yes', '(host)']);
    expect(texts('br100', 1)).toEqual(['br100', 'itself', '1', 'PVID', 'untagged', 'yes', '(host)']);
    expect(texts('lan0', 7)[5]).toBe('no: br-idle does not filter');
  });
});

describe('where the kernel has no VLAN filtering', () => {
  const without = contextOf();

  test('everything about VLANs is there, disabled, with the reason', () => {
    expect(bridgeVlanEdits(without).add.map(({ why }) => why)).toEqual([WHY]);
    const bridge = without.tables.link.get(linkKey('', 'br100'));
    if (bridge === undefined || port === undefined) throw new Error('the mock has no br100');
    expect(vlanDeed(without, port).why).toBe(WHY);
    const form = bridgeForm(without, bridge);
    expect(
      form
        .fields(form.start)
        .filter(({ why }) => why === WHY)
        .map(({ id }) => id),
    ).toEqual(['bridge.vlanFiltering', 'bridge.vlanDefaultPvid']);
  });

  test('and where it has, ports and bridges offer it among their deeds', () => {
    const bridge = context.tables.link.get(linkKey('', 'br100'));
    for (const link of [bridge, port]) {
      if (link === undefined) throw new Error('the mock lost a link');
      const deeds = linkEdits(context, ['link', 'links'], []).edit(link);
      expect(deeds.find(({ label }) => label === 'Add VLAN…')).toMatchObject({ why: undefined });
    }
  });
});
