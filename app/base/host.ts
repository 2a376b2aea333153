/**
 * A host is a machine (or a lab namespace) whose tables we show and change.
 * Its id is also how the CLI names it: `local`, `lab:alpha`, `ssh:ALIAS`.
 */
export type HostId = 'local' | `lab:${string}` | `ssh:${string}`;
export type HostKind = 'local' | 'lab' | 'ssh';

export function hostKind(id: HostId): HostKind {
  return id === 'local' ? 'local' : id.startsWith('lab:') ? 'lab' : 'ssh';
}

/** The part of a host id that a person reads: `alpha` of `lab:alpha`. */
export function hostName(id: HostId): string {
  return id === 'local' ? 'this computer' : id.slice(id.indexOf(':') + 1);
}
