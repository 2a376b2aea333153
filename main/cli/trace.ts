/** `overlane trace`: which row on which host decides where a packet goes, there and back. */
import { IpAddress } from '../../app/base/field.ts';
import { hostKind, type HostId } from '../../app/base/host.ts';
import { questionOf, SMALL, type Path, type Protocol, type Question, type Trace } from '../../app/trace/hop.ts';
import * as v from 'valibot';
import type { Sent } from '../../app/trace/sent.ts';
import { sendOne } from '../engine/trace/send.ts';
import { runTrace } from '../engine/trace/trace.ts';
import { findLab } from '../lab/lab.ts';
import type { Session } from '../engine/session.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import { print, printJson, say, sayProblems } from './print.ts';
import { writeReport } from './report.ts';
import { addEachHost, sshHostsOf, type CliOptions } from './session.ts';

export interface TraceCommand {
  readonly from?: string;
  readonly proto?: Protocol;
  readonly port?: number;
  readonly size?: number;
  readonly send?: boolean;
  readonly json?: boolean;
  readonly report?: string;
  readonly redact?: boolean;
}

/** HOST or HOST/NETNS. */
export interface Start {
  readonly host: HostId;
  readonly netns: string;
}

/** An SSH alias may hold a slash no more than a namespace may: the first one parts them. */
export function partsOfStart(text: string): readonly [host: string, netns: string] {
  const slash = text.indexOf('/');
  return slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
}

export async function traceCommand(
  start: Start,
  address: string,
  options: TraceCommand,
  cli: CliOptions,
): Promise<number> {
  const question = asked(start, address, options);
  if (typeof question === 'string') {
    say(`overlane: ${question}`);
    return EXIT.usage;
  }
  return withSession(cli, async (session) => {
    const hosts = await hostsKnown(session, start.host, cli);
    const problems = await addEachHost(session, hosts, cli);
    const unknown = problems.filter(({ code, where }) => code === 'host-unknown' && where?.host === start.host);
    if (unknown.length > 0 || session.hosts.find(start.host) === undefined) {
      sayProblems(problems);
      return EXIT.usage;
    }
    const { trace } = await runTrace(session.hosts, hosts, question);
    if (trace === undefined) {
      sayProblems(problems);
      say(`overlane: ${start.host} has no namespace ${start.netns}.`);
      return EXIT.usage;
    }
    const sent =
      options.send === true ? await sendOne(question, trace, (id) => session.hosts.find(id)?.transport) : undefined;
    if (options.json === true) printJson({ ...trace, ...(sent && { sent }) });
    else printTrace(trace);
    if (options.json !== true && sent !== undefined) printSent(sent);
    const written = await writeReport({ trace: { ...trace, ...(sent && { sent }) } }, hosts, options);
    if (written !== EXIT.done) return written;
    return trace.arrives && sent?.agrees !== false ? EXIT.done : EXIT.failed;
  });
}

/** The question, or what is wrong with it. */
function asked({ host, netns }: Start, address: string, options: TraceCommand): Question | string {
  const { from, proto = 'icmp', port, size = SMALL } = options;
  const wrong = [address, from].find((one) => one !== undefined && !v.is(IpAddress, one));
  if (wrong !== undefined) return `${wrong} is no IP address.`;
  if (proto === 'icmp' && port !== undefined) return '--port goes with --proto tcp or udp.';
  if (proto !== 'icmp' && port === undefined) return `--proto ${proto} needs --port.`;
  if (from !== undefined && from.includes(':') !== address.includes(':'))
    return `${from} and ${address} are of two families.`;
  return questionOf({ host, netns, address, from, protocol: proto, port, size });
}

/** Those that the packet may pass: the one it starts on, the lab's, and those of the journal. */
async function hostsKnown(session: Session, host: HostId, cli: CliOptions): Promise<readonly HostId[]> {
  const lab = (await findLab(cli.lab))?.hosts.map(({ name }): HostId => `lab:${name}`) ?? [];
  const ssh = await sshHostsOf(session, () => true);
  return [
    ...new Set<HostId>([host, ...(hostKind(host) === 'ssh' ? [] : lab), ...(hostKind(host) === 'lab' ? [] : ssh)]),
  ];
}

function printTrace({ there, back, notLookedAt }: Trace): void {
  printPath('there', there);
  printPath('back', back);
  for (const { host, what, why } of notLookedAt) print(`? ${host}: not looked at: ${what}, ${why}`);
}

function printSent({ command, agrees, says, sourcePort, rose }: Sent): void {
  print(`sent: ${command}${sourcePort === undefined ? '' : `, from port ${sourcePort}`}`);
  for (const { host, netns, name, by } of rose)
    print(`  ${netns === '' ? host : `${host}/${netns}`}  ${name} rose by ${by}`);
  print(`  ${agrees ? '✓' : '✗'} ${says}`);
}

function printPath(way: string, { from, to, hops, end }: Path): void {
  print(`${way}: ${from || '?'} → ${to || '?'}`);
  for (const { host, netns, table, row, says, instead, command } of hops) {
    print(`  ${netns === '' ? host : `${host}/${netns}`}  ${table}  ${says}`);
    for (const line of row === '' ? [] : row.split('\n')) print(`      ${line}`);
    for (const line of instead) print(`      not: ${line}`);
    print(`      $ ${command}`);
  }
  const at = end.netns === '' ? end.host : `${end.host}/${end.netns}`;
  print(end.arrives ? `  ✓ arrives: ${end.why}` : `  ✗ stops at ${at}, ${end.table}: ${end.why}`);
}
