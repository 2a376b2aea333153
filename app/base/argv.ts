/** What only the doctor asks. */
type DoctorTool =
  | 'iptables-save'
  | 'ip6tables-save'
  | 'iptables-legacy-save'
  | 'ip6tables-legacy-save'
  | 'nft'
  | 'arptables'
  | 'ebtables'
  | 'tc'
  | 'nstat'
  | 'grep'
  | 'bash'
  | 'sh';

/** One call of a tool before it is put into words: who runs what in which namespace (the empty string is the host's own). */
export interface Invocation {
  readonly tool: 'ip' | 'bridge' | 'sysctl' | 'iptables' | 'ip6tables' | 'ping' | 'ss' | 'ethtool' | DoctorTool;
  readonly netns: string;
  /** Options that stand before the object: `-d`, `-j`, `-6`. They cannot stand in a batch line. */
  readonly options?: readonly string[];
  readonly args: readonly string[];
}

/** The exact argv. `ip` and `bridge` enter a namespace themselves (`-n`, since 4.0); the others need `ip netns exec`. */
export function argvOf({ tool, netns, options = [], args }: Invocation): readonly string[] {
  const own = tool === 'ip' || tool === 'bridge';
  if (netns === '') return [tool, ...options, ...args];
  return own ? [tool, '-n', netns, ...options, ...args] : ['ip', 'netns', 'exec', netns, tool, ...options, ...args];
}

/** `word value`, or nothing for an absent value: how nearly every iproute2 option is written. */
export function option(word: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [word, String(value)];
}
