/** What the doctor says: which row on which host is wrong, with proof. */
import type { EditItem, SettingStep } from '../noun/items.ts';
import type { HostId } from '../base/host.ts';
import { severityOf, type FindingCode } from './codes.ts';

export interface Proof {
  readonly host: HostId;
  /** What one would run by hand. */
  readonly command: string;
  /** The line that shows it, as that command prints it. */
  readonly line: string;
}

/** Changes to one host: edits that become a plan, and commands for what no edit can do (filters, settings). */
export interface HostFix {
  readonly host: HostId;
  readonly items: readonly EditItem[];
  /** Typed as well, though no edit asks for them. */
  readonly settings?: readonly SettingStep[];
  readonly commands: readonly string[];
}

export interface Fix {
  readonly title: string;
  readonly hosts: readonly HostFix[];
}

export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  readonly host: HostId;
  /** All hosts it is about, `host` among them. */
  readonly hosts: readonly HostId[];
  readonly table: string;
  readonly entry: string;
  /** One sentence. */
  readonly says: string;
  readonly proof: Proof;
  readonly fix: Fix | null;
  readonly confidence: 'sure' | 'likely';
  /** What follows from it: mended with it. */
  readonly consequences: readonly Finding[];
}

/** What a check writes down; the rest has a rule. */
export interface Said {
  readonly code: FindingCode;
  readonly host: HostId;
  readonly hosts?: readonly HostId[];
  readonly table: string;
  readonly entry: string;
  readonly says: string;
  readonly command: string;
  readonly line: string;
  /** Where the proof was read, if it is not `host`. */
  readonly at?: HostId;
  readonly fix?: Fix;
  readonly confidence?: Finding['confidence'];
  /** Where it is not that of the code: a group of which some members still carry. */
  readonly severity?: Finding['severity'];
}

export function finding(said: Said): Finding {
  const { code, host, table, entry, says, command, line, at = host, fix = null, confidence = 'sure' } = said;
  const hosts = [...new Set([host, ...(said.hosts ?? [])])];
  const proof = { host: at, command, line };
  return {
    code,
    severity: said.severity ?? severityOf(code),
    host,
    hosts,
    table,
    entry,
    says,
    proof,
    fix,
    confidence,
    consequences: [],
  };
}

/** The first that a host's entry is named by: several tunnels share a card, a bridge, a rule. */
export function oncePerEntry(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ host, entry }) => !seen.has(`${host} ${entry}`) && seen.add(`${host} ${entry}`));
}

export function edit(title: string, host: HostId, ...items: readonly EditItem[]): Fix {
  return { title, hosts: [{ host, items, commands: [] }] };
}

export function command(title: string, host: HostId, ...commands: readonly string[]): Fix {
  return { title, hosts: [{ host, items: [], commands }] };
}

export function settings(title: string, host: HostId, ...steps: readonly SettingStep[]): Fix {
  return { title, hosts: [{ host, items: [], settings: steps, commands: [] }] };
}

/** `red: ` for what is in a namespace, nothing for the host's own. */
export function inside(netns: string): string {
  return netns === '' ? '' : `${netns}: `;
}

/** A command in a namespace: `ip -n red …`, else `ip netns exec red …`. */
export function at(netns: string, line: string): string {
  if (netns === '') return line;
  const own = /^(ip|bridge|tc) /.exec(line)?.[1];
  return own === undefined ? `ip netns exec ${netns} ${line}` : line.replace(`${own} `, `${own} -n ${netns} `);
}
