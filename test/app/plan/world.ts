/** Where random steps begin, and comparing two worlds. */
import { forwardKey } from '../../../app/noun/forward/row.ts';
import { EMPTY_TABLES, TABLE_NAMES, type Tables } from '../../../app/noun/snapshot.ts';
import { sysctlKey } from '../../../app/noun/sysctl/row.ts';
import { newLink } from '../../../app/noun/link/rows.ts';

export const START: Tables = {
  ...EMPTY_TABLES,
  link: [
    newLink({ netns: '', name: 'lo', kind: 'loopback', mtu: 65536 }),
    newLink({ netns: '', name: 'eth0', kind: 'ether', mac: '02:00:00:00:00:e0', up: true }),
  ],
  sysctl: [{ key: sysctlKey('', 'net.ipv4.ip_forward'), netns: '', name: 'net.ipv4.ip_forward', value: '0' }],
  forward: [{ key: forwardKey('', 'inet'), netns: '', family: 'inet', policy: 'DROP', rules: ['-A FORWARD -j DROP'] }],
};

/** Order apart, and what is undefined apart. */
export function sorted(tables: Tables): unknown {
  const plain = JSON.parse(JSON.stringify(tables)) as Record<string, { key: string }[]>;
  return Object.fromEntries(
    TABLE_NAMES.map((table) => [table, [...(plain[table] ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1))]),
  );
}
