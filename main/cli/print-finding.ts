/** A finding as the terminal shows it: what, where, the line that proves it, what mends it. */
import { hostKind, type HostId } from '../../app/base/host.ts';
import { print } from './print.ts';

export interface PrintedFinding {
  readonly code: string;
  readonly host: string;
  readonly table: string;
  readonly entry: string;
  readonly says: string;
  readonly confidence: 'sure' | 'likely';
  readonly proof: { readonly host: HostId; readonly command: string; readonly line: string };
  readonly fix: {
    readonly title: string;
    readonly hosts: readonly { readonly host: string; readonly commands: readonly string[] }[];
  } | null;
  readonly consequences: readonly { readonly says: string }[];
}

export function printFinding({
  code,
  host,
  table,
  entry,
  says,
  confidence,
  proof,
  fix,
  consequences,
}: PrintedFinding): void {
  print(`✗ ${says}`);
  print(`  ${code} on ${host}, ${table}: ${entry}${confidence === 'likely' ? ' (likely)' : ''}`);
  print(`  ${hostKind(proof.host) === 'local' ? '' : `${proof.host} `}$ ${proof.command}`);
  for (const line of proof.line.split('\n')) print(`    ${line}`);
  if (fix !== null) print(`  fix: ${fix.title}`);
  for (const one of fix?.hosts ?? []) for (const line of one.commands) print(`    ${one.host} # ${line}`);
  for (const each of consequences) print(`  from this follows: ${each.says}`);
}
