import { expect, test } from 'vitest';
import { concerns, type Placed } from '../../../app/doctor/concerns.ts';
import type { OverlaySpec } from '../../../app/overlay/overlay.ts';

const member = (host: string, at: number): unknown => ({
  ...{ host, dev: 'eth0', bridge: 'br42', subnets: [], endpoint: null },
  tunnels: [{ name: 'vxlan42', mac: `02:00:00:00:00:0${at}`, local: `192.168.64.${at}` }],
});
const spec = {
  name: 'mesh',
  vni: 42,
  members: [member('lab:alpha', 3), member('lab:beta', 4)],
} as unknown as OverlaySpec;

const found = (change: Partial<Placed>): Placed => ({
  ...{ host: 'lab:alpha', hosts: ['lab:alpha'], table: 'link', entry: 'vxlan42', says: 'On alpha, vxlan42 is down.' },
  ...{ proof: { command: 'ip link show dev vxlan42', line: 'vxlan42: <BROADCAST>' } },
  ...change,
});

test.each([
  ['a device of a member', found({}), true],
  ['the same device of a host that is no member', found({ host: 'lab:gamma', hosts: ['lab:gamma'] }), false],
  ['a member and one that is none', found({ hosts: ['lab:alpha', 'lab:gamma'] }), false],
  [
    'another device of a member, whose name only begins alike',
    found({ entry: 'vxlan421', says: 'vxlan421 is down.', proof: { command: 'ip link', line: 'vxlan421: <>' } }),
    false,
  ],
  [
    "a peer's underlay address, at the end of a sentence",
    found({
      entry: 'OUTPUT',
      says: 'It drops what goes to 192.168.64.4.',
      proof: { command: 'iptables-save', line: '-j DROP' },
    }),
    true,
  ],
  [
    "an entry of another overlay's device that leads to the same underlay address",
    found({
      hosts: ['lab:alpha', 'lab:beta'],
      table: 'fdb',
      entry: '00:00:00:00:00:00 dst 192.168.64.4',
      says: 'vxlan43 on alpha does not flood to beta (192.168.64.4).',
      proof: { command: 'bridge fdb show dev vxlan43', line: '(no 00:00:00:00:00:00)' },
    }),
    false,
  ],
  [
    'the same of its own device',
    found({
      hosts: ['lab:alpha', 'lab:beta'],
      table: 'fdb',
      entry: '00:00:00:00:00:00 dst 192.168.64.4',
      says: 'vxlan42 on alpha does not flood to beta (192.168.64.4).',
      proof: { command: 'bridge fdb show dev vxlan42', line: '(no 00:00:00:00:00:00)' },
    }),
    true,
  ],
  [
    'a filter of a whole member, that names nothing of the overlay',
    found({
      table: 'firewall',
      entry: 'INPUT',
      says: 'It drops UDP.',
      proof: { command: 'iptables -S', line: '-P INPUT DROP' },
    }),
    true,
  ],
  [
    'a filter inside a namespace of somebody else',
    found({ table: 'firewall', entry: 'blue: arptables INPUT DROP' }),
    false,
  ],
])('%s', (_what, one, is) => {
  expect(concerns(one, spec)).toBe(is);
});
