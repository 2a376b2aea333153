/** The command that shows one row: what a person would type on the host to see the same. */
import type { FdbEntry } from './fdb/row.ts';
import type { Row, RowOf, TableName } from './snapshot.ts';
import { shellText } from '../base/shell.ts';

export function rowCommand(table: TableName, row: Row): string {
  return shellText(argvOf(table, row));
}

function argvOf(table: TableName, row: Row): readonly string[] {
  switch (table) {
    case 'netns':
      return ['ip', 'netns', 'list'];
    case 'link':
      return link(row as RowOf<'link'>);
    case 'address':
      return [...ip(row), 'address', 'show', 'dev', (row as RowOf<'address'>).dev];
    case 'route':
      return route(row as RowOf<'route'>);
    case 'fdb':
      return fdb(row as FdbEntry);
    case 'neighbour':
      return neighbour(row as RowOf<'neighbour'>);
    case 'vlan':
      return [...bridge(row), 'vlan', 'show', 'dev', (row as RowOf<'vlan'>).dev];
    case 'file':
      return ['cat', (row as RowOf<'file'>).path];
    case 'offload':
      return ['ethtool', '-k', (row as RowOf<'offload'>).dev];
    case 'system':
      return ['uname', '-r'];
    case 'sysctl':
      return [...inNetns(row), 'sysctl', (row as RowOf<'sysctl'>).name];
    case 'forward':
      return [...inNetns(row), (row as RowOf<'forward'>).family === 'inet' ? 'iptables' : 'ip6tables', '-S', 'FORWARD'];
  }
}

function netnsOf(row: Row): string {
  return 'netns' in row ? row.netns : '';
}

function ip(row: Row): readonly string[] {
  return netnsOf(row) === '' ? ['ip'] : ['ip', '-n', netnsOf(row)];
}

function bridge(row: Row): readonly string[] {
  return netnsOf(row) === '' ? ['bridge'] : ['bridge', '-n', netnsOf(row)];
}

function inNetns(row: Row): readonly string[] {
  return netnsOf(row) === '' ? [] : ['ip', 'netns', 'exec', netnsOf(row)];
}

function link(row: RowOf<'link'>): readonly string[] {
  return [...ip(row), '-d', 'link', 'show', 'dev', row.name];
}

function route(row: RowOf<'route'>): readonly string[] {
  const family = row.family === 'inet6' ? ['-6'] : [];
  return [...ip(row), ...family, 'route', 'show', row.dst, 'table', row.table];
}

function fdb(row: FdbEntry): readonly string[] {
  return [...bridge(row), 'fdb', 'show', 'dev', row.dev];
}

function neighbour(row: RowOf<'neighbour'>): readonly string[] {
  const proxy = row.flags.includes('proxy') ? ['proxy'] : [];
  return [...ip(row), 'neighbour', 'show', ...proxy, row.dst, 'dev', row.dev, 'nud', 'all'];
}
