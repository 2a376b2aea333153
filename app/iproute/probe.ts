import type { CommandOutcome } from '../contract/command.ts';
import { argvOf, option } from './argv.ts';
import { familyOf } from '../plan/ip.ts';

/** A question asked with packets instead of tables. It changes nothing. */
export interface Probe {
  readonly kind: 'ping';
  readonly netns: string;
  readonly target: string;
  /** Echo requests to send. */
  readonly count: number;
  /** ICMP payload bytes: the packet is this plus 28 (IPv4) or 48 (IPv6). */
  readonly size?: number;
  /** Forbid fragmentation (`-M do`). */
  readonly dontFragment?: boolean;
  /** Seconds to wait for an answer. */
  readonly waitS: number;
}

/** ping(8) of iputils. Not `-q`: it hides "message too long, mtu=…" as well (iputils 20221126). */
export function probeArgv(probe: Probe): readonly string[] {
  const { netns, target, count, size, dontFragment, waitS } = probe;
  const family = familyOf(target) === 'inet6' ? ['-6'] : [];
  const shape = [...(dontFragment === true ? ['-M', 'do'] : []), ...option('-s', size)];
  return argvOf({
    tool: 'ping',
    netns,
    args: [...family, '-n', '-c', String(count), '-W', String(waitS), ...shape, target],
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
