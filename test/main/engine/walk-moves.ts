/** Random moves that are more than one edit: overlays of three hosts, pasted rows, files that keep a host, commands past Overlane. */
import type { EditIntent } from '../../../app/noun/items.ts';
import { readPaste } from '../../../app/change/paste.ts';
import { hostName, type HostId } from '../../../app/base/host.ts';
import type { Snapshot, Tables } from '../../../app/noun/snapshot.ts';
import { LINK_MODES } from '../../../app/overlay/link-intent.ts';
import { PERSIST_FORMATS } from '../../../app/persist/format.ts';
import type { Session } from '../../../main/engine/session.ts';
import { randomEdit, type Random } from './walk.ts';
import type { WalkIntent } from './walk-intent.ts';

/** On one host. */
export function randomMove(random: Random, { host, tables }: Snapshot): WalkIntent {
  const chance = random();
  if (chance < 0.04) return randomKeeping(random, host);
  if (chance < 0.1) return randomPaste(random, host, tables) ?? randomEdit(random, host, tables);
  if (chance < 0.2) return byHand(random, host, tables);
  return randomEdit(random, host, tables);
}

/** On all of them: an overlay more, a member more or less, a repair of what the edits in between damaged, one less. */
export function randomGroupMove(random: Random, session: Session): WalkIntent {
  const hosts = session.hosts.list().map(({ id }) => id);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const chance = random();
  if (chance < 0.4) {
    const host = pick(hosts);
    const snapshot = session.hosts.find(host)?.snapshot();
    if (snapshot !== undefined) return randomMove(random, snapshot);
  }
  const { name, vni, prefixes } = pick(OVERLAYS);
  const declared = session.stated.views().find(({ spec }) => spec.name === name)?.spec;
  if (chance < 0.5) return { kind: 'overlay-destroy', name };
  const asBefore = declared !== undefined && chance < 0.75;
  const members = asBefore ? declared.members.map(({ host }) => host) : some(random, hosts);
  const mode = declared !== undefined && random() < 0.9 ? declared.mode : pick(LINK_MODES);
  return { kind: 'overlay', file: { name, mode, vni, prefixes, members: members.map((host) => ({ host })) } };
}

const OVERLAYS = [
  { name: 'mesh', vni: 77, prefixes: ['10.120.0.0/16'] },
  { name: 'blue', vni: 78, prefixes: ['10.121.0.0/16', 'fd12:121::/48'] },
];

function some(random: Random, hosts: readonly HostId[]): readonly HostId[] {
  const left = Math.floor(random() * (hosts.length + 1));
  return hosts.filter((_, at) => at !== left);
}

function randomKeeping(random: Random, host: HostId): WalkIntent {
  if (random() < 0.4) return { kind: 'unpersist', host };
  const format = PERSIST_FORMATS[Math.floor(random() * PERSIST_FORMATS.length)] ?? 'script';
  const yes = () => random() < 0.5;
  const facts = { systemd: true, networkd: yes(), networkManager: yes(), netplan: yes(), ifupdown: yes() };
  return { kind: 'persist', host, select: { name: 'host', links: 'all' }, format, facts };
}

/** Rows as the two tools print them. */
function randomPaste(random: Random, host: HostId, { link }: Tables): EditIntent | undefined {
  const number = (most: number): number => Math.floor(random() * most);
  const netns = '';
  const vxlan = link.filter((one) => one.netns === netns && one.kind === 'vxlan')[number(3)]?.name;
  const any = link.filter((one) => one.netns === netns && !['lo', 'eth0'].includes(one.name))[number(6)]?.name;
  const count = 1 + number(5);
  const mac = (): string => `02:00:00:00:0${number(3)}:0${number(9)}`;
  const rows = Array.from({ length: count }, () =>
    random() < 0.5
      ? `${mac()} dev ${vxlan ?? 'vx0'} dst 192.168.64.${10 + number(5)} self permanent`
      : `${mac()} dev ${vxlan ?? 'vx0'} dst 192.168.64.${10 + number(5)} port 8472 self static`,
  );
  const neighbours = Array.from(
    { length: count },
    () => `10.${number(3)}.0.${1 + number(90)} dev ${any ?? 'br0'} lladdr ${mac()} PERMANENT`,
  );
  const noun = random() < 0.5 ? 'fdb' : 'neighbour';
  const items = readPaste((noun === 'fdb' ? rows : neighbours).join('\n'), { noun, netns }).items.map(
    ({ item }) => item,
  );
  return items.length === 0 ? undefined : { kind: 'edit', host, items };
}

/** What somebody set with the tools themselves; none of it is wrong, so all of it has to survive a deletion and its undo, or be told. */
function byHand(random: Random, host: HostId, { link }: Tables): WalkIntent {
  const number = (most: number): number => Math.floor(random() * most);
  const own = link.filter(({ netns, name }) => netns === '' && !['lo', 'eth0'].includes(name));
  const one = own[number(own.length)];
  const name = one?.name ?? 'br0';
  const port = own.find(({ master }) => master !== undefined)?.name ?? name;
  const bridge = own.find(({ kind }) => kind === 'bridge')?.name ?? 'br0';
  const commands: readonly (readonly string[])[] = [
    ['ip', 'link', 'set', 'dev', name, 'alias', `of ${hostName(host)} ${number(5)}`],
    ['ip', 'link', 'set', 'dev', name, 'txqueuelen', String(100 + number(9))],
    ['ip', 'link', 'set', 'dev', name, 'group', String(1 + number(5))],
    ['ip', 'link', 'property', 'add', 'dev', name, 'altname', `also-${name}`],
    ['ip', 'link', 'set', 'dev', name, 'addrgenmode', ['none', 'eui64'][number(2)] ?? 'none'],
    ['bridge', 'link', 'set', 'dev', port, 'mcast_flood', 'off'],
    ['bridge', 'link', 'set', 'dev', port, 'bcast_flood', 'off'],
    ['bridge', 'link', 'set', 'dev', port, 'mcast_to_unicast', 'on'],
    ['ip', 'link', 'set', 'dev', bridge, 'type', 'bridge', 'ageing_time', String(20_000 + number(9) * 100)],
    ['ip', 'link', 'set', 'dev', bridge, 'type', 'bridge', 'mcast_query_interval', '9000'],
    ['ip', 'link', 'set', 'dev', bridge, 'type', 'bridge', 'group_fwd_mask', '8'],
    [
      'ip',
      'neigh',
      'replace',
      `10.8.0.${1 + number(9)}`,
      'lladdr',
      '02:00:00:00:08:01',
      'dev',
      name,
      'protocol',
      'zebra',
    ],
    ['ip', 'route', 'replace', `10.5${number(5)}.0.0/16`, 'dev', name, 'proto', 'bgp', 'metric', '20', 'mtu', '1300'],
    ['sysctl', '-qw', `net.ipv4.conf.${name}.rp_filter=2`],
    ['sysctl', '-qw', `net.ipv6.conf.${name}.accept_ra=0`],
  ];
  return { kind: 'by-hand', host, argv: [...(commands[number(commands.length)] ?? [])] };
}
