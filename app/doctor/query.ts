import { argvOf, option, type Invocation } from '../base/argv.ts';
import type { DoctorAsk } from '../base/doctor-ask.ts';
import type { Query } from '../noun/query.ts';

/** Settings a device: files below /proc/sys/net, since `sysctl -a` would walk all of them. */
const SETTINGS = [
  'rp_filter',
  'forwarding',
  'arp_ignore',
  'proxy_arp',
  'accept_local',
  'disable_ipv6',
  'bridge-nf-call-iptables',
  'bridge-nf-call-ip6tables',
] as const;
const SETTINGS_FOLDERS = ['/proc/sys/net/ipv4/conf', '/proc/sys/net/ipv6/conf', '/proc/sys/net/bridge'] as const;

type Call = Omit<Invocation, 'netns'>;

/** The command of a question. Not there, not allowed and nothing to say are answers too: the parser tells them apart. */
export function doctorQuery(ask: DoctorAsk): Query {
  const argv = argvOf({ netns: ask.netns, ...callOf(ask) });
  return { table: 'doctor', netns: ask.netns, part: ask.part, argv, doctor: ask };
}

function callOf(ask: DoctorAsk): Call {
  if (ask.part === 'way') {
    const packet = ask.port === undefined ? [] : ['ipproto', 'udp', 'dport', String(ask.port)];
    const args = ['route', 'get', ask.target, ...option('from', ask.from), ...packet];
    return { tool: 'ip', options: ['-d', '-j'], args };
  }
  if (ask.part === 'tc-ingress' || ask.part === 'tc-egress')
    return { tool: 'tc', options: ['-s'], args: ['filter', 'show', 'dev', ask.dev, ask.part.slice('tc-'.length)] };
  return PLAIN[ask.part];
}

const PLAIN: Readonly<Record<Exclude<DoctorAsk['part'], 'way' | 'tc-ingress' | 'tc-egress'>, Call>> = {
  rules: { tool: 'ip', options: ['-4', '-j'], args: ['rule', 'show'] },
  rules6: { tool: 'ip', options: ['-6', '-j'], args: ['rule', 'show'] },
  nexthops: { tool: 'ip', options: ['-j'], args: ['nexthop', 'show'] },
  vnis: { tool: 'bridge', options: ['-j'], args: ['vni', 'show'] },
  settings: {
    tool: 'grep',
    args: ['-rs', ...SETTINGS.map((name) => `--include=${name}`), '.', ...SETTINGS_FOLDERS],
  },
  sockets: { tool: 'ss', args: ['-H', '-u', '-l', '-n', '-p'] },
  counters: { tool: 'nstat', args: ['-asz'] },
  stats: { tool: 'ip', options: ['-s', '-s', '-j'], args: ['link', 'show'] },
  iptables: { tool: 'iptables-save', args: ['-c'] },
  ip6tables: { tool: 'ip6tables-save', args: ['-c'] },
  'iptables-legacy': { tool: 'iptables-legacy-save', args: ['-c'] },
  'ip6tables-legacy': { tool: 'ip6tables-legacy-save', args: ['-c'] },
  nft: { tool: 'nft', args: ['list', 'ruleset'] },
  arptables: { tool: 'arptables', args: ['-S'] },
  ebtables: { tool: 'ebtables', args: ['-L'] },
  'vlan-tunnels': { tool: 'bridge', options: ['-j'], args: ['vlan', 'tunnelshow'] },
  qdiscs: { tool: 'tc', options: ['-s'], args: ['qdisc', 'show'] },
  groups: { tool: 'bridge', options: ['-d', '-j'], args: ['mdb', 'show'] },
  cache: { tool: 'ip', options: ['-4', '-j'], args: ['route', 'show', 'cache'] },
  cache6: { tool: 'ip', options: ['-6', '-j'], args: ['route', 'show', 'cache'] },
};
