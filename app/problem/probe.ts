/** Questions asked with packets, or about what tables do not hold. They change nothing. */
import type { CommandOutcome } from './command.ts';
import { argvOf, option } from '../base/argv.ts';
import { familyOf } from '../base/ip.ts';

export interface PingProbe {
  readonly kind: 'ping';
  readonly netns: string;
  readonly target: string;
  /** The address to send from (`-I`). */
  readonly from?: string;
  /** Echo requests to send; with `deadlineS` the answers to wait for. */
  readonly count: number;
  /** ICMP payload bytes: the packet is this plus 28 (IPv4) or 48 (IPv6). */
  readonly size?: number;
  /** Forbid fragmentation (`-M do`). */
  readonly dontFragment?: boolean;
  /** Seconds to wait for an answer to the last request. */
  readonly waitS: number;
  /** Seconds between two requests; 1 when absent. Below 0.2 an ordinary user is refused. */
  readonly intervalS?: number;
  /** Seconds in all: requests are sent until `count` answers have come, or this is over. */
  readonly deadlineS?: number;
}

/** Which UDP sockets are bound, and by what. */
export interface UdpSocketsProbe {
  readonly kind: 'udp-sockets';
  readonly netns: string;
}

/** Which way a packet from `from` to `target` would leave. */
export interface RouteGetProbe {
  readonly kind: 'route-get';
  readonly netns: string;
  readonly target: string;
  readonly from: string;
}

/**
 * `udp`: three datagrams with a VXLAN header whose flags are zero, so that every vxlan device drops them (RFC 7348 §5) and none
 * enters a bridge. `tcp`: one connection; an answer of either kind (open or refused) shows that TCP passes.
 */
export interface SocketProbe {
  readonly kind: 'udp' | 'tcp';
  readonly netns: string;
  readonly target: string;
  readonly port: number;
  /** One datagram instead of three; its own port is printed as ss(8) prints it. */
  readonly once?: boolean;
}

/** What hangs on devices, or in their namespace, that no table holds (`app/plan/held.ts` reads the answer). */
export interface HeldProbe {
  readonly kind: 'held';
  readonly netns: string;
  readonly devs: readonly string[];
}

export type Probe = SocketProbe | PingProbe | UdpSocketsProbe | RouteGetProbe | HeldProbe;

/** One process for all of it; what a tool or a kernel does not know is not there. A new device has the settings of `default`, and where a namespace shows none (neighbours, 6.18) those of `lo`. */
const HELD_SCRIPT = `PATH=$PATH:/usr/sbin:/sbin
cd /proc/sys/net || exit 1
for dev in default lo "$@"; do
  for at in ipv4/conf ipv6/conf ipv4/neigh ipv6/neigh; do grep -s . "$at/$dev"/*; done
done
for dev; do
  echo "== tc $dev"
  tc qdisc show dev "$dev"
  for way in ingress egress; do tc filter show dev "$dev" $way; done
done 2>/dev/null
ask() { echo "== $1"; shift; "$@" 2>/dev/null; echo; }
ask nexthops ip -j nexthop show
ask mdb bridge -j mdb show
ask rules ip -4 -j rule show
ask rules6 ip -6 -j rule show
exit 0`;

/** A pause between two datagrams, so that an ICMP answer to the first fails the second with ECONNREFUSED. */
const UDP_SCRIPT =
  'exec 3>"/dev/udp/$1/$2" || exit 9; for n in 1 2 3; do printf "\\0\\0\\0\\0\\0\\0\\0\\0" >&3 || exit 8; sleep 0.2; done';
/** Without ss nothing is printed: then its port is not known. */
const ONCE_SCRIPT =
  'exec 3>"/dev/udp/$1/$2" || exit 9; ss -Hun "dport = :$2" 2>/dev/null || :; printf "\\0\\0\\0\\0\\0\\0\\0\\0" >&3 || exit 8; sleep 0.2';
const TCP_ONCE_SCRIPT = 'exec 3<>"/dev/tcp/$1/$2" && ss -Htn "dport = :$2" 2>/dev/null';
const TCP_SCRIPT = 'exec 3<>"/dev/tcp/$1/$2"';

export function probeArgv(probe: Probe): readonly string[] {
  const { netns } = probe;
  if (probe.kind === 'udp-sockets') return argvOf({ tool: 'ss', netns, args: ['-H', '-u', '-l', '-n', '-p'] });
  if (probe.kind === 'held')
    return argvOf({ tool: 'sh', netns, args: ['-c', HELD_SCRIPT, 'overlane-held', ...probe.devs] });
  if (probe.kind === 'ping') return pingArgv(probe);
  if (probe.kind === 'udp' || probe.kind === 'tcp') {
    const [many, once] = probe.kind === 'udp' ? [UDP_SCRIPT, ONCE_SCRIPT] : [TCP_SCRIPT, TCP_ONCE_SCRIPT];
    const script = probe.once === true ? once : many;
    return argvOf({ tool: 'bash', netns, args: ['-c', script, 'overlane-probe', probe.target, String(probe.port)] });
  }
  const args = ['route', 'get', probe.target, 'from', (probe as RouteGetProbe).from];
  return argvOf({ tool: 'ip', netns, options: ['-j'], args });
}

/**
 * Milliseconds until a probe is given up. ping ends by itself: three seconds more only catch one that hangs. The others
 * answer at once; shorter would give up a busy host, longer would wait for one that is gone.
 */
export function probeTimeoutMs(probe: Probe): number {
  if (probe.kind === 'tcp') return TCP_WAIT_MS;
  if (probe.kind !== 'ping') return 5000;
  return ((probe.deadlineS ?? probe.count + probe.waitS) + 3) * 1000;
}

/** A SYN is sent again after one second: two that were lost are no chance. */
const TCP_WAIT_MS = 2500;

/** ping(8) of iputils. Not `-q`: it hides "message too long, mtu=…" as well (iputils 20221126). */
function pingArgv(probe: PingProbe): readonly string[] {
  const { netns, target, from, count, size, dontFragment, waitS, intervalS, deadlineS } = probe;
  const family = familyOf(target) === 'inet6' ? ['-6'] : [];
  const pace = [...option('-i', intervalS), ...option('-w', deadlineS)];
  const shape = [...(dontFragment === true ? ['-M', 'do'] : []), ...option('-s', size), ...option('-I', from)];
  return argvOf({
    tool: 'ping',
    netns,
    args: [...family, '-n', '-c', String(count), '-W', String(waitS), ...pace, ...shape, target],
  });
}

export interface PingResult {
  readonly received: number;
  /** The mean round trip, in milliseconds. */
  readonly rttMs?: number;
  /** The largest packet that fits, when something on the way (or the device itself) said so. */
  readonly mtu?: number;
}

/** What ping printed, in any outcome: exit code 1 is "no answer", 2 is "could not even send". */
export function parsePing(outcome: Pick<CommandOutcome, 'stdout' | 'stderr'>): PingResult {
  const printed = `${outcome.stdout}\n${outcome.stderr}`;
  const received = /(\d+) (?:packets )?received/.exec(printed)?.[1];
  const rtt = /min\/avg\/max(?:\/\w+)? = [\d.]+\/([\d.]+)\//.exec(printed)?.[1];
  return {
    received: Number(received ?? 0),
    rttMs: rtt === undefined ? undefined : Number(rtt),
    mtu: smallestMtu(printed),
  };
}

/** "message too long, mtu=1450" (own device; `mtu: 1450` for IPv6), "Frag needed and DF set (mtu = 1450)", "Packet too big: mtu=1450". */
function smallestMtu(printed: string): number | undefined {
  const said = [...printed.matchAll(/\bmtu ?[=:] ?(\d+)/g)].map((match) => Number(match[1])).filter((mtu) => mtu > 0);
  return said.length === 0 ? undefined : Math.min(...said);
}
