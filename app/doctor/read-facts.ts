/** What a host answered → facts. What could not be asked is named, never guessed. */
import type { CommandOutcome } from '../problem/command.ts';
import { parseJson } from '../noun/json-listing.ts';
import { parseUdpSockets } from '../problem/reach.ts';
import { isObject } from '../noun/rows.ts';
import { isFilterPart, type DoctorAsk } from '../base/doctor-ask.ts';
import type { HostId } from '../base/host.ts';
import type { JsonObject } from '../base/json.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { Counters, Filters, HostFacts, NotLookedAt, TrafficFilter, VlanTunnel, Way } from './facts.ts';

export interface Answered {
  readonly ask: DoctorAsk;
  readonly outcome: CommandOutcome;
}

export function readFacts(host: HostId, tables: Tables, answers: readonly Answered[]): HostFacts {
  const of = (part: DoctorAsk['part']): readonly Answered[] => answers.filter(({ ask }) => ask.part === part);
  const items = (part: DoctorAsk['part']) =>
    of(part).flatMap((one) => itemsOf(one).map((item) => ({ netns: one.ask.netns, item })));
  return {
    host,
    tables,
    settings: new Map(of('settings').flatMap(readSettings)),
    rules: [
      ...items('rules').map(({ netns, item }) => ({ netns, family: 'inet' as const, rule: item })),
      ...items('rules6').map(({ netns, item }) => ({ netns, family: 'inet6' as const, rule: item })),
    ],
    nexthops: items('nexthops').map(({ item }) => item),
    vnis: new Map(items('vnis').map(({ netns, item }) => [`${netns}|${String(item['ifname'])}`, vnisOf(item)])),
    ...(of('vlan-tunnels').some(({ outcome }) => outcome.exitCode === 0) && {
      vlanTunnels: new Map(
        items('vlan-tunnels').map(({ netns, item }) => [`${netns}|${String(item['ifname'])}`, vlanTunnelsOf(item)]),
      ),
    }),
    qdiscs: of('qdiscs')
      .map(({ outcome }) => outcome.stdout)
      .join(''),
    filters: filtersOf(answers),
    traffic: answers.flatMap(trafficOf),
    sockets: of('sockets').flatMap(({ outcome }) => parseUdpSockets(outcome.stdout)),
    ways: answers.flatMap(wayOf),
    counters: countersOf(answers),
    notLookedAt: notLookedAt(host, answers),
  };
}

export function itemsOf({ outcome }: Answered): readonly JsonObject[] {
  if (outcome.exitCode !== 0) return [];
  const parsed = parseJson(outcome.stdout, outcome.argv);
  return parsed.ok ? parsed.value.filter(isObject) : [];
}

/** `/proc/sys/net/ipv4/conf/eth0/rp_filter:1`; a dot in a device's name stays one, as sysctl(8) would write a slash. */
function readSettings({ ask, outcome }: Answered): [string, string][] {
  return outcome.stdout.split('\n').flatMap((line): [string, string][] => {
    const [, path = '', value = ''] = /^\/proc\/sys\/(\S+):(\S+)$/.exec(line) ?? [];
    return path === '' ? [] : [[`${ask.netns}|${path.replaceAll('/', '.')}`, value]];
  });
}

function vnisOf(item: JsonObject): readonly (readonly [number, number])[] {
  const list = Array.isArray(item['vnis']) ? item['vnis'].filter(isObject) : [];
  return list.map((one) => [Number(one['vni']), Number(one['vniEnd'] ?? one['vni'])] as const);
}

function filtersOf(answers: readonly Answered[]): ReadonlyMap<string, Filters> {
  const filters = new Map<string, Filters>();
  for (const { ask, outcome } of answers) {
    const { part, netns } = ask;
    if (!isFilterPart(part) || outcome.exitCode !== 0) continue;
    filters.set(netns, { ...filters.get(netns), [part]: outcome.stdout });
  }
  return filters;
}

function vlanTunnelsOf(item: JsonObject): readonly VlanTunnel[] {
  const list = Array.isArray(item['tunnels']) ? item['tunnels'].filter(isObject) : [];
  return list.map((one) => {
    const first = Number(one['vlan']);
    return { first, last: Number(one['vlanEnd'] ?? first), vni: Number(one['tunid'] ?? one['tunnel_id']) };
  });
}

function trafficOf({ ask, outcome }: Answered): readonly TrafficFilter[] {
  if (ask.part !== 'tc-ingress' && ask.part !== 'tc-egress') return [];
  const side = ask.part === 'tc-ingress' ? 'ingress' : 'egress';
  return outcome.exitCode === 0 && outcome.stdout.trim() !== ''
    ? [{ netns: ask.netns, dev: ask.dev, side, text: outcome.stdout }]
    : [];
}

function wayOf(answer: Answered): readonly Way[] {
  const { ask, outcome } = answer;
  if (ask.part !== 'way' || outcome.exitCode === undefined) return [];
  const asked = { ...(ask.netns !== '' && { netns: ask.netns }), target: ask.target, from: ask.from, port: ask.port };
  const [item] = itemsOf(answer);
  if (item === undefined) return [{ ...asked, error: outcome.stderr.replace(/^RTNETLINK answers: /, '').trim() }];
  const text = (key: string): string | undefined => (typeof item[key] === 'string' ? item[key] : undefined);
  return [{ ...asked, dev: text('dev'), gateway: text('gateway') }];
}

export function countersOf(answers: readonly Answered[]): ReadonlyMap<string, Counters> {
  const counters = new Map<string, Map<string, number>>();
  for (const answer of answers) {
    const { part, netns } = answer.ask;
    if (part !== 'counters' && part !== 'stats') continue;
    const own = counters.get(netns) ?? new Map<string, number>();
    counters.set(netns, own);
    for (const [name, value] of part === 'counters' ? nstat(answer) : deviceStats(answer)) own.set(name, value);
  }
  return counters;
}

/** `IpInReceives                    17                 0.0`. */
function nstat({ outcome }: Answered): readonly (readonly [string, number])[] {
  return outcome.stdout.split('\n').flatMap((line): [string, number][] => {
    const [, name, value] = /^(\w+)\s+(\d+)\s/.exec(line) ?? [];
    return name === undefined ? [] : [[name, Number(value)]];
  });
}

function deviceStats(answer: Answered): readonly (readonly [string, number])[] {
  return itemsOf(answer).flatMap((item) => {
    const stats = item['stats64'];
    if (!isObject(stats)) return [];
    return (['rx', 'tx'] as const).flatMap((way) => {
      const side = stats[way];
      if (!isObject(side)) return [];
      return Object.entries(side).map(
        ([key, value]) => [`${String(item['ifname'])} ${way}_${key}`, Number(value)] as const,
      );
    });
  });
}

const WHAT: Partial<Record<DoctorAsk['part'], string>> = {
  iptables: 'firewall (iptables)',
  ip6tables: 'firewall (ip6tables)',
  nft: 'firewall (nftables)',
  arptables: 'firewall (arptables)',
  ebtables: 'firewall (ebtables)',
  settings: 'kernel settings',
  'vlan-tunnels': 'VNIs of VLANs',
};

/** A tool that is not installed keeps no rules that it could show; the kernel may have some all the same: it is said. */
function notLookedAt(host: HostId, answers: readonly Answered[]): readonly NotLookedAt[] {
  const seen = new Set<string>();
  return answers.flatMap(({ ask, outcome }): NotLookedAt[] => {
    const what = WHAT[ask.part];
    if (what === undefined || outcome.exitCode === 0 || (ask.part === 'settings' && outcome.exitCode === 2)) return [];
    const why = whyNot(outcome);
    const key = `${what} ${why}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ host, what, why }];
  });
}

function whyNot({ exitCode, failure, stderr }: CommandOutcome): string {
  if (exitCode === 127 || /No such file or directory|not found/.test(stderr)) return 'the tool is not installed there';
  if (/ermitted|ermission|must be root|root/.test(stderr)) return 'only root may read it';
  return failure === undefined ? stderr.trim().split('\n')[0] || 'it gave no answer' : `it gave no answer (${failure})`;
}
