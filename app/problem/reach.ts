/** What the answers to probes mean: whether an address is reached, which way leads there, who holds a UDP port. */
import type { CommandOutcome } from './command.ts';
import { hostName, type HostId } from '../base/host.ts';
import { problemText } from './text.ts';
import { outcomeProblem } from './outcome.ts';
import { parsePing } from './probe.ts';

/**
 * - `silent`: no answer and nobody who said why; a filter does the same
 * - `unreachable`: the kernel or a router said so
 * - `unknown`: it could not be asked; `why` is the end of a sentence, without a full stop
 */
export type Reach =
  | { readonly state: 'answered'; /** Milliseconds. */ readonly rttMs?: number }
  | { readonly state: 'silent' }
  | { readonly state: 'unreachable'; readonly why: string }
  | { readonly state: 'unknown'; readonly why: string };

/** iputils prints `Destination Host Unreachable`, for IPv6 `Destination unreachable: Address unreachable` (20221126). */
const UNREACHABLE = /^From (\S+?):? .*(?:Destination (?:Host|Net) Unreachable|Address unreachable|No route)/im;
const NO_ROUTE = /Network is unreachable|No route to host/;
/** busybox has no `-M`, and exits with its usage. */
const UNKNOWN_OPTION = /(?:invalid|unrecognized|unknown) option/;

/** The answer to a ping that was sent from the address `from`. */
export function reachOf(outcome: CommandOutcome, host: HostId, from: string): Reach {
  const { received, rttMs } = parsePing(outcome);
  if (received > 0) return { state: 'answered', rttMs };
  const printed = `${outcome.stdout}\n${outcome.stderr}`;
  const teller = UNREACHABLE.exec(printed)?.[1];
  if (teller !== undefined)
    return { state: 'unreachable', why: teller === from ? 'nothing there answers for it' : `${teller} says so` };
  if (NO_ROUTE.test(printed)) return { state: 'unreachable', why: 'it has no route there' };
  const why = whyNotAsked(outcome, host);
  return why === undefined ? { state: 'silent' } : { state: 'unknown', why };
}

/** Why a probe has no answer to read, as the end of a sentence; undefined where it has one. Exit code 1 of ping is an answer. */
export function whyNotAsked(outcome: CommandOutcome, host: HostId): string | undefined {
  if (UNKNOWN_OPTION.test(outcome.stderr)) return `the ping on ${hostName(host)} cannot forbid fragmentation`;
  const problem = outcomeProblem(outcome, { host }, [1]);
  return problem && problemText(problem).text.replace(/\.$/, '');
}

/** Where a packet would leave; `none` is said by the kernel, undefined is not known. */
export type Way = { readonly dev: string } | 'none';

/** `ip -j route get`: one object in an array; exit code 2 and words where there is no route. */
export function parseRouteGet(outcome: CommandOutcome): Way | undefined {
  if (/Network is unreachable|No route to host/.test(outcome.stderr)) return 'none';
  const dev = outcome.exitCode === 0 ? /"dev": ?"([^"]{1,15})"/.exec(outcome.stdout)?.[1] : undefined;
  return dev === undefined ? undefined : { dev };
}

/** A bound UDP socket. */
export interface UdpSocket {
  /** As printed: `0.0.0.0`, `*` (both families), `[::]`, `127.0.0.1%lo`. */
  readonly address: string;
  readonly port: number;
  /** The program, where the reader may know it; the kernel's own sockets have none. */
  readonly program?: string;
  readonly pid?: number;
}

/** Lines of `ss -Hulnp`: `UNCONN 0 0 ADDRESS:PORT PEER users:(("NAME",pid=1,fd=3))` (iproute2 5.15 to 6.17). */
export function parseUdpSockets(stdout: string): readonly UdpSocket[] {
  return stdout.split('\n').flatMap((line) => {
    const found = /^\S+\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+(?:\s+users:\(\("([^"]*)"(?:,pid=(\d+))?)?/.exec(line);
    const [, address = '', port = '', program, pid] = found ?? [];
    const holder = { ...(program !== undefined && { program }), ...(pid !== undefined && { pid: Number(pid) }) };
    return found === null ? [] : [{ address, port: Number(port), ...holder }];
  });
}
