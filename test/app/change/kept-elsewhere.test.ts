import { describe, expect, test } from 'vitest';
import { exportCommands } from '../../../app/change/export.ts';
import { planEdit } from '../../../app/change/edit-plan.ts';
import type { EditItem } from '../../../app/noun/items.ts';
import { fdbEntryKey } from '../../../app/noun/fdb/row.ts';
import type { Snapshot, Tables } from '../../../app/noun/snapshot.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { START } from '../plan/world.ts';

const made = [
  { do: 'link-add-bridge', netns: '', name: 'br0', mac: '02:00:00:00:00:b0' },
  { do: 'link-add-vxlan', netns: '', name: 'vx0', mac: '02:00:00:00:00:01', vxlan: { vni: 0, dstport: 4789 } },
  { do: 'link-set-master', netns: '', name: 'vx0', master: 'br0' },
  {
    do: 'neighbour-replace',
    netns: '',
    dev: 'br0',
    dst: '10.0.0.2',
    mac: '02:00:00:00:00:02',
    state: 'noarp',
    flags: ['extern_learn'],
  },
] as const satisfies readonly Step[];
const place = { netns: '', dev: 'vx0', mac: '02:00:00:00:00:02', dst: '192.168.64.4' };
const learned = { ...place, key: fdbEntryKey(place), state: '', flags: ['self', 'extern_learn'], raw: {} };

function snapshot(tables: Tables): Snapshot {
  return { host: 'lab:alpha', iproute: 'iproute2-6.1.0', collectedAt: 0, tables };
}

function edit(item: EditItem, unlock: readonly string[] = []) {
  const base = made.reduce<Tables>(simulate, START);
  const tables = { ...base, fdb: [...base.fdb, learned] };
  return planEdit({ kind: 'edit', host: 'lab:alpha', items: [item], unlock: [...unlock] }, snapshot(tables));
}

describe('what a control plane learned', () => {
  const fdb = { noun: 'fdb', verb: 'del', ...place, owner: 'self' } as const;
  const neighbour = { noun: 'neighbour', verb: 'del', netns: '', dev: 'br0', dst: '10.0.0.2' } as const;

  test.each([
    [fdb, 'vx0'],
    [neighbour, 'br0'],
  ])('is locked like a device of another program', (item, name) => {
    expect(edit(item)).toMatchObject({ problems: [{ code: 'foreign-device', facts: { name } }] });
    expect(edit(item, [name]).plan?.hosts[0]?.steps[0]?.inverse).toMatchObject([{ flags: ['extern_learn'] }]);
  });

  test('is not asked of a bridge with a state that it does not keep', () => {
    const item: EditItem & { readonly noun: 'fdb'; readonly verb: 'add' } = {
      noun: 'fdb',
      verb: 'add',
      netns: '',
      dev: 'vx0',
      mac: '02:00:00:00:00:09',
      owner: 'master',
      state: 'static',
      flags: ['extern_learn'],
    };
    expect(edit(item).problems).toMatchObject([{ code: 'bad-input', severity: 'error' }]);
    expect(edit({ ...item, state: 'dynamic' }).plan?.hosts[0]?.steps).toHaveLength(1);
  });
});

describe('what is legal, though nobody would ask for it', () => {
  const odd: readonly Step[] = [
    { do: 'address-add', netns: '', dev: 'vx0', address: '10.5.0.1/24', scope: '50' },
    { do: 'link-set-up', netns: '', name: 'vx0', up: true },
    { do: 'route-add', netns: '', family: 'inet', dst: '10.6.0.0/16', dev: 'vx0', scope: '50' },
  ];
  const tables = [...made, ...odd].reduce<Tables>(simulate, START);

  test('can be written down', () => {
    const text = exportCommands(snapshot(tables));
    expect(text).toContain('ip address add 10.5.0.1/24 dev vx0 scope 50');
    expect(text).toContain('ip route add 10.6.0.0/16 dev vx0 scope 50');
    expect(text).toMatch(/vxlan id 0 /);
  });

  test('comes back', () => {
    const { plan } = planEdit(
      { kind: 'edit', host: 'lab:alpha', items: [{ noun: 'link', verb: 'del', netns: '', name: 'vx0' }] },
      snapshot(tables),
    );
    expect(plan?.hosts[0]?.lost).toBeUndefined();
    expect(plan?.hosts[0]?.steps[0]?.inverse).toContainEqual({ ...odd[0] });
  });

  test('an IPv6 far end needs a device without any address made again', () => {
    const { plan } = planEdit(
      {
        kind: 'edit',
        host: 'lab:alpha',
        items: [{ noun: 'vxlan', verb: 'set', netns: '', name: 'vx0', vxlan: { remote: 'fd00::4' }, unset: [] }],
      },
      snapshot(tables),
    );
    expect(plan?.hosts[0]?.steps[0]?.step.do).toBe('link-del');
  });
});
