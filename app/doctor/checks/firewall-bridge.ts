/** What filters do with frames between a tunnel and the other ports of its bridge. */
import { hostName } from '../../base/host.ts';
import { at, command, finding, type Finding } from '../finding.ts';
import type { Filters } from '../facts.ts';
import type { FilterPacket, Verdict } from '../filter.ts';
import { bridgeTable } from '../filter-bridge.ts';
import { chainsOf, entryOf, FORWARDED, judge, showOf } from '../filter-hooks.ts';
import { nftVerdict } from '../filter-nft.ts';
import type { Endpoint, Vtep, World } from '../world.ts';
import { FAMILIES, firstNear } from './firewall-endpoint.ts';
import { forwardFinding } from './firewall-forward.ts';

/** Frames of one bridge meet iptables only with br_netfilter, and nft's bridge family always. */
export function bridged(one: Vtep, near: readonly Endpoint[], world: World): readonly Finding[] {
  const { facts, netns, link, bridge } = one;
  const [mine] = near;
  if (mine === undefined || bridge === undefined) return [];
  const filters = facts.filters.get(netns);
  const pairs = FAMILIES.flatMap((family): FilterPacket[] => {
    const own = mine.addresses.find((row) => row.scope === 'global' && row.family === family)?.local;
    const far = firstNear(one, family, world)?.local ?? own;
    return own === undefined || far === undefined
      ? []
      : [{ protocol: 'icmp', src: far, dst: own, bridge: bridge.name }];
  });
  const called = ({ src }: FilterPacket): boolean =>
    facts.settings.get(`${netns}|net.bridge.bridge-nf-call-${src.includes(':') ? 'ip6tables' : 'iptables'}`) === '1';
  const stopped = pairs
    .filter(called)
    .map((packet) => judge(filters, FORWARDED, { ...packet, iif: bridge.name, oif: bridge.name }))
    .find((each) => each !== undefined);
  const frames = pairs.flatMap((packet) => [packet, { ...packet, ether: 'arp' as const }]);
  const rule = bridgeDrop(
    filters,
    frames.flatMap((frame) => betweenPorts(frame, link.name, mine.port.name)),
  );
  return [
    ...(stopped === undefined ? [] : [forwardFinding(one, stopped, bridge.name, 'firewall-bridge-nf')]),
    ...(rule === undefined ? tables(one, mine, bridge.name) : [bridgeRule(one, rule, bridge.name)]),
  ];
}

/** A frame at each hook of a bridge, each way: it has no way out before it is known, and none in afterwards. */
function betweenPorts(frame: FilterPacket, tunnel: string, port: string): readonly Hooked[] {
  const { src, dst } = frame;
  return [
    { frame, iif: tunnel, oif: port },
    { frame: { ...frame, src: dst, dst: src }, iif: port, oif: tunnel },
  ].flatMap(({ frame: each, iif, oif }) => [
    { hook: 'prerouting', frame: { ...each, iif } },
    { hook: 'forward', frame: { ...each, iif, oif } },
    { hook: 'postrouting', frame: { ...each, oif } },
  ]);
}

interface Dropped extends Verdict {
  /** The frame that the rule drops, as it is at that hook. */
  readonly frame: FilterPacket;
}

interface Hooked {
  readonly hook: string;
  readonly frame: FilterPacket;
}

function bridgeDrop(filters: Filters | undefined, frames: readonly Hooked[]): Dropped | undefined {
  const chains = chainsOf(filters);
  return frames
    .flatMap(({ hook, frame }) =>
      chains
        .filter((one) => one.family === 'bridge' && one.hook === hook)
        .map((base): Dropped => ({ ...nftVerdict(chains, base, frame), frame })),
    )
    .find(({ verdict }) => verdict === 'drop');
}

function tables(one: Vtep, mine: Endpoint, bridge: string): readonly Finding[] {
  const { facts, netns, link, host } = one;
  const text = facts.filters.get(netns)?.ebtables;
  const rule = text === undefined ? undefined : bridgeTable(text, link.name, mine.port.name, bridge);
  if (rule === undefined) return [];
  const accept = (side: string): string => at(netns, `ebtables -I FORWARD ${side} ${link.name} -j ACCEPT`);
  return [
    finding({
      ...{ code: 'firewall-bridge', host, table: 'firewall', entry: `ebtables FORWARD ${rule}` },
      says: `ebtables on ${hostName(host)} drops what passes ${bridge}: ${rule}.`,
      command: at(netns, 'ebtables -L FORWARD'),
      line: rule,
      fix: command('Let the tunnel pass', host, accept('-i'), accept('-o')),
    }),
  ];
}

function bridgeRule(one: Vtep, rule: Dropped, bridge: string): Finding {
  const { host, netns } = one;
  return finding({
    ...{ code: 'firewall-bridge', host, table: 'firewall', entry: entryOf('nft', rule) },
    says: `A rule of the bridge family on ${hostName(host)} drops what passes ${bridge}: ${rule.line}.`,
    command: at(netns, showOf('nft', rule)),
    line: rule.line,
    fix: command('Let the tunnel pass', host, ...passing(one, rule)),
  });
}

/** Before routing no rule can ask where a frame goes, and after it the kernel refuses to look for the bridge: the devices say it. */
function passing({ netns, link }: Vtep, { table, chain, frame: { iif, oif } }: Dropped): readonly string[] {
  const insert = (match: string): string => at(netns, `nft insert rule ${table} ${chain} ${match} accept`);
  if (iif !== undefined && oif !== undefined) return [insert(`iifname ${link.name}`), insert(`oifname ${link.name}`)];
  return [insert(iif === undefined ? `oifname ${oif ?? link.name}` : `iifname ${iif}`)];
}
