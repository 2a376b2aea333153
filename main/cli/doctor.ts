/** `overlane doctor`: which entry on which host is wrong, with proof, and the plan that mends it. */
import { writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { HostIdSchema, IpAddress } from '../../app/base/field.ts';
import { canonicalIp } from '../../app/base/ip.ts';
import { hostsOf, type Path, type Trace } from '../../app/trace/hop.ts';
import { factsToJson } from '../../app/doctor/facts-json.ts';
import { PAGES, type FindingCode } from '../../app/doctor/codes.ts';
import type { Finding } from '../../app/doctor/finding.ts';
import type { HostId } from '../../app/base/host.ts';
import { declaredOn } from '../engine/doctor/declared.ts';
import { runDoctor, type Diagnosis, type Pair } from '../engine/doctor/doctor.ts';
import { fixCommands, type FixCommands } from '../engine/doctor/fix.ts';
import { tracePair, withVerdict } from '../engine/doctor/pair.ts';
import type { Session } from '../engine/session.ts';
import { findLab } from '../lab/lab.ts';
import { mend, type Mended } from './doctor-fix.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import { print, printJson, say, sayProblems } from './print.ts';
import { printFinding } from './print-finding.ts';
import { writeReport } from './report.ts';
import { addEachHost, sshHostsOf, type CliOptions } from './session.ts';
import { partsOfStart } from './trace.ts';

export interface DoctorCommand {
  readonly overlay?: string;
  readonly from?: string;
  readonly to?: string;
  readonly probes?: boolean;
  readonly json?: boolean;
  readonly fix?: boolean | string[];
  readonly explain?: string;
  readonly facts?: string;
  readonly yes?: boolean;
  /** A file to write what was found to, and what is beside it. */
  readonly report?: string;
  readonly redact?: boolean;
}

export async function doctor(named: readonly HostId[], options: DoctorCommand, cli: CliOptions): Promise<number> {
  if (options.explain !== undefined) return explain(options.explain, options.json ?? false);
  const pair = pairOf(options);
  if (typeof pair === 'string') {
    say(`overlane: ${pair}`);
    return EXIT.usage;
  }
  return withSession(cli, async (session) => {
    const hosts = await hostsMeant(session, named, options, cli);
    if (hosts.length === 0) {
      say('overlane: There is no host to look at. Name one: local, lab:NAME or ssh:ALIAS.');
      return EXIT.usage;
    }
    const problems = await addEachHost(session, hosts, cli);
    if (problems.some(({ code }) => code === 'host-unknown')) {
      sayProblems(problems);
      return EXIT.usage;
    }
    await session.overlays.reload();
    const declared = declaredOn(session.stated);
    const look = async (): Promise<Looked> => {
      const trace = pair && (await tracePair(session.hosts, hosts, pair));
      const way = pair && trace && new Set([pair.host, ...hostsOf(trace)]);
      const isMeant = way === undefined ? meant(options) : (one: Finding) => one.hosts.some((host) => way.has(host));
      const found = await runDoctor(session.hosts, hosts, {
        probes: options.probes !== false,
        isMeant,
        declared,
        ...(pair && { pair }),
      });
      return pair === undefined || trace === undefined ? found : { ...withVerdict(found, trace, pair), trace };
    };
    const first = await look();
    if (options.facts !== undefined) await keepFacts(options.facts, first);
    const doctor = { ...answerOf(first), findings: first.findings.map((one) => viewOf(one, session)) };
    const written = await writeReport({ doctor }, hosts, options);
    if (written !== EXIT.done) return written;
    if (options.fix === undefined || options.fix === false) return answer(first, session, options.json ?? false);
    const codes = Array.isArray(options.fix) ? options.fix : [];
    const unknown = codes.filter((code) => !isCode(code));
    if (unknown.length > 0) return explain(unknown.join(', '), false);
    const json = options.json ?? false;
    const mended = await mend(first.findings, { codes, yes: options.yes === true, json }, session);
    await Promise.all(hosts.map((host) => session.hosts.find(host)?.refresh()));
    return answer(await look(), session, json, mended);
  });
}

/** What was looked at, and where a pair was asked for, what the tracer says of it. */
type Looked = Diagnosis & { readonly trace?: Trace };

/** The pair that is asked for; or what is wrong with it. */
function pairOf({ from, to }: DoctorCommand): Pair | string | undefined {
  if (to === undefined) return undefined;
  if (from === undefined) return '--to needs --from HOST/NETNS: where it starts.';
  if (!v.is(IpAddress, to)) return `${to} is no IP address.`;
  const [host, netns] = partsOfStart(from);
  if (!v.is(HostIdSchema, host)) return `${host} is no host: local, lab:NAME or ssh:ALIAS.`;
  return { host, netns, to: canonicalIp(to) };
}

/** Those named; those of an overlay; else the lab's and those of the journal. */
async function hostsMeant(
  session: Session,
  named: readonly HostId[],
  { overlay, from }: DoctorCommand,
  cli: CliOptions,
): Promise<readonly HostId[]> {
  const at = from === undefined ? [] : [partsOfStart(from)[0] as HostId];
  if (named.length > 0) return [...new Set([...named, ...at])];
  if (overlay !== undefined) {
    await session.overlays.reload();
    const stated = session.stated.find(overlay)?.spec?.members.map(({ host }) => host);
    return stated ?? [];
  }
  const running = (await findLab(cli.lab))?.hosts ?? [];
  return [
    ...running.map(({ name }): HostId => `lab:${name}`),
    ...new Set(await sshHostsOf(session, () => true)),
    ...(cli.admin ? (['local'] as const) : []),
  ];
}

function meant({ from }: DoctorCommand): ((finding: Finding) => boolean) | undefined {
  if (from === undefined) return undefined;
  const [host] = partsOfStart(from);
  return (one) => one.hosts.some((each) => each === host);
}

function answerOf({ healthy, notLookedAt, checked }: Diagnosis): Omit<Diagnosis, 'facts' | 'findings'> {
  return { healthy, notLookedAt, checked };
}

/** What was read, to look at it again elsewhere. */
async function keepFacts(file: string, { facts }: Diagnosis): Promise<void> {
  await writeFile(file, `${JSON.stringify(facts.map(factsToJson))}\n`);
}

function answer(found: Looked, session: Session, json: boolean, mended?: Mended): number {
  if (json)
    printJson({
      ...answerOf(found),
      findings: found.findings.map((one) => viewOf(one, session)),
      ...(found.trace && { trace: verdictOf(found.trace) }),
      ...(mended && { mended }),
    });
  else printDiagnosis(found, session);
  return Math.max(found.healthy ? EXIT.done : EXIT.failed, mended?.exit ?? EXIT.done);
}

function verdictOf({ arrives, there, back }: Trace): unknown {
  return { arrives, there: there.end, back: back.end };
}

type FindingShown = Omit<Finding, 'fix' | 'consequences'> & {
  readonly fix: FixCommands | null;
  readonly consequences: readonly FindingShown[];
};

/** As a finding is documented, what follows from it in the same shape. */
function viewOf(one: Finding, session: Session): FindingShown {
  return {
    ...one,
    fix: fixCommands(one, session.hosts),
    consequences: one.consequences.map((each) => viewOf(each, session)),
  };
}

function printDiagnosis({ healthy, findings, notLookedAt, trace }: Looked, session: Session): void {
  if (trace !== undefined) {
    printEnd('there', trace.there);
    printEnd('back', trace.back);
  }
  for (const one of findings) printFinding({ ...one, fix: fixCommands(one, session.hosts) });
  for (const { host, what, why } of notLookedAt) print(`? ${host}: not looked at: ${what}, ${why}`);
  if (!healthy && findings.length === 0) print('✗ No host could be read, so nothing is known.');
  if (healthy) print(notLookedAt.length === 0 ? '✓ Nothing is wrong.' : '✓ Nothing is wrong with what was looked at.');
}

function printEnd(way: string, { from, to, end }: Path): void {
  print(`${way}: ${from} → ${to}: ${end.arrives ? 'arrives' : `stops at ${end.host} ${end.table}: ${end.why}`}`);
}

function explain(code: string, json: boolean): number {
  if (!isCode(code)) {
    say(`overlane: There is no finding ${code}. Known: ${Object.keys(PAGES).join(', ')}.`);
    return EXIT.usage;
  }
  const page: (typeof PAGES)[FindingCode] & { readonly except?: string } = PAGES[code];
  if (json) printJson({ code, ...page });
  else
    for (const line of [
      `${code}: ${page.title}`,
      page.shows,
      ...(page.except === undefined ? [] : [`Not said: ${page.except}`]),
      `Source: ${page.source}`,
    ])
      print(line);
  return EXIT.done;
}

function isCode(code: string): code is FindingCode {
  return Object.hasOwn(PAGES, code);
}
