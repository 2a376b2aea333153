/** What *Add host* shows: the aliases there are, and what ssh makes of a name. */
export interface SshChoice {
  /** Of the user's ssh configuration, in its order. */
  readonly aliases: readonly string[];
  /** Those that are hosts here already. */
  readonly added: readonly string[];
}

/** What `ssh -G` resolves a name to: where a login would go. */
export interface SshTarget {
  /** As it is stored: an alias, or user@host:port. */
  readonly name: string;
  readonly user: string;
  readonly hostname: string;
  readonly port: number;
  readonly proxyJump?: string;
}
