/** What `ssh -G` says about a target: the user's configuration as ssh itself reads it. */

export interface Resolved {
  readonly user: string;
  readonly hostname: string;
  readonly port: number;
  /** With every token filled in; absent where connections are not shared. */
  readonly controlPath?: string;
  readonly proxyJump?: string;
  /** As written to the user's `known_hosts`: another name than the host's own where `HostKeyAlias` says so. */
  readonly hostKeyAlias?: string;
  /** `-o` settings against what would take away our command or its input; empty in nearly every configuration. */
  readonly against: readonly string[];
}

/**
 * Keywords of hosts that are kept for port forwarding (ssh_config(5), OpenSSH 8.7 and newer: an older ssh would refuse the option,
 * and does not print the keyword), what each has to be for a command to run, and how that is asked for.
 */
const NEEDED: readonly (readonly [keyword: string, needed: string, setting: string])[] = [
  ['sessiontype', 'default', 'SessionType=default'],
  ['stdinnull', 'no', 'StdinNull=no'],
  ['forkafterauthentication', 'no', 'ForkAfterAuthentication=no'],
];

/** Lines of "keyword value" in any order (ssh_config(5), OpenSSH 8.4 to 10). Undefined where it names no host. */
export function parseResolved(printed: string): Resolved | undefined {
  const values = new Map<string, string>();
  for (const line of printed.split('\n')) {
    const at = line.indexOf(' ');
    const keyword = line.slice(0, at).toLowerCase();
    if (at > 0 && !values.has(keyword)) values.set(keyword, line.slice(at + 1).trim());
  }
  const [hostname, user, port] = [values.get('hostname'), values.get('user'), Number(values.get('port'))];
  if (!hostname || user === undefined || !Number.isInteger(port) || port < 1 || port > 65535) return undefined;
  return {
    user,
    hostname,
    port,
    controlPath: set(values.get('controlpath')),
    proxyJump: set(values.get('proxyjump')),
    hostKeyAlias: set(values.get('hostkeyalias')),
    against: NEEDED.filter(([keyword, needed]) => (values.get(keyword) ?? needed) !== needed).map(
      ([, , setting]) => setting,
    ),
  };
}

function set(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'none' ? undefined : value;
}
