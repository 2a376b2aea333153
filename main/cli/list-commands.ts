/** `list` beside the verbs of each noun, and the tables that are only looked at. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import * as v from 'valibot';
import type { Link } from '../../app/noun/link/row.ts';
import { HostIdSchema } from '../../app/base/field.ts';
import type { Row } from '../../app/noun/snapshot.ts';
import { list, LIST_FORMATS, type Listed, type ListOptions } from './list.ts';
import type { CliOptions } from './session.ts';

const links = (isMeant: (link: Link) => boolean): Listed => ({
  table: 'link',
  isMeant: (row: Row) => isMeant(row as Link),
});

const LISTS: readonly (readonly [word: string, about: string, listed: Listed])[] = [
  ['link', 'Links of any kind.', { table: 'link' }],
  ['vxlan', 'VXLAN devices.', links(({ kind }) => kind === 'vxlan')],
  ['bridge', 'Bridges.', links(({ kind }) => kind === 'bridge')],
  ['port', 'Ports of bridges.', links(({ port }) => port !== undefined)],
  ['veth', 'Cables.', links(({ kind }) => kind === 'veth')],
  ['vlan', 'VLANs of bridge ports.', { table: 'vlan' }],
  ['vni', 'VNIs that VXLAN devices with a filter take.', { table: 'vni' }],
  ['netns', 'Named namespaces.', { table: 'netns' }],
  ['address', 'IP addresses.', { table: 'address' }],
  ['route', 'Routes.', { table: 'route' }],
  ['rule', 'Policy rules.', { table: 'rule' }],
  ['fdb', 'FDB entries.', { table: 'fdb' }],
  ['neigh', 'Neighbours.', { table: 'neighbour' }],
  ['sysctl', 'Kernel settings that decide about forwarding.', { table: 'sysctl' }],
  ['forward', 'Chains of the firewall that decide about forwarding.', { table: 'forward' }],
  ['file', 'Files of ours that make a network again at boot.', { table: 'file' }],
];

/** Commander hands over one word at a time, with those before it. */
function pattern(word: string, before: readonly string[] | undefined): readonly string[] {
  if (!['*', 'lab:*', 'ssh:*'].includes(word) && !v.is(HostIdSchema, word))
    throw new InvalidArgumentError('It must be local, lab:NAME, ssh:ALIAS, lab:*, ssh:* or *.');
  return [...(before ?? []), word];
}

export function addListCommands(
  program: Command,
  cli: () => CliOptions,
  ends: (work: Promise<number>) => Promise<void>,
): void {
  for (const [word, about, listed] of LISTS) {
    const known = program.commands.find((one) => one.name() === word);
    (known ?? program.command(word).description(about))
      .command('list')
      .description('Shows them, of one host or of many.')
      .argument('<hosts...>', 'local, lab:NAME, ssh:ALIAS; lab:* and ssh:* are all of a kind, * is every host', pattern)
      .addOption(new Option('-o, --output <format>', 'in this form').choices(LIST_FORMATS).default('text'))
      .option('-n, --netns <name>', 'of this namespace only; "" is the host itself')
      .option('--filter <text>', 'only rows that hold this text')
      .action((hosts: string[], options: ListOptions) => ends(list(listed, hosts, options, cli())));
  }
}
