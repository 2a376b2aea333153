/** What we add to the user's own ssh: nothing that weakens it, and nothing that is not ours to choose. */

/**
 * A peer is given up after three of these without an answer: after 12 s, so that all in all it is noticed within 15.
 * Shorter: a phone's dead spot ends the connection; longer: a window shows a dead host as alive.
 */
const ALIVE_EVERY_S = 4;
const ALIVE_MISSED = 2;
/** TCP and key exchange. Shorter: a far host behind a jump host is never reached; longer: a wrong address looks like waiting. */
const CONNECT_S = 15;

export interface SshOptions {
  /** An alias of `~/.ssh/config`, or `user@host`; never begins with a dash. */
  readonly target: string;
  readonly port?: number;
  /** Another file than the user's own (ssh -F). */
  readonly configFile?: string;
  /** `false`: no prompt can be answered, so ssh is told not to ask. */
  readonly prompts: boolean;
  /**
   * Where the connection is shared; absent where it is not. `use`: somebody shares one there already. The path is a
   * ControlPath of ssh_config(5): `%` begins a token.
   */
  readonly control?: { readonly path: string; readonly role: 'use' | 'share' };
  /** Settings against those of the user's configuration that would leave our command without effect (`Resolved.against`). */
  readonly against?: readonly string[];
}

/** The argv that runs one command line in the login shell of the remote. */
export function sshArgv(options: SshOptions, command: string): readonly string[] {
  const { target, port, configFile, prompts, control, against = [] } = options;
  const settings = [
    'EscapeChar=none',
    'RequestTTY=no',
    'RemoteCommand=none',
    // Forwardings of the user's config are for their own sessions: a port that is taken would end ours.
    'ClearAllForwardings=yes',
    'ForwardAgent=no',
    'ForwardX11=no',
    `BatchMode=${prompts ? 'no' : 'yes'}`,
    `ConnectTimeout=${CONNECT_S}`,
    `ServerAliveInterval=${ALIVE_EVERY_S}`,
    `ServerAliveCountMax=${ALIVE_MISSED}`,
    // With the user's own level it is told when the login is through: what is silent after that is not the network.
    'LogLevel=VERBOSE',
    ...against,
    ...controlSettings(control),
  ];
  return [
    'ssh',
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...settings.flatMap((setting) => ['-o', setting]),
    '--',
    target,
    command,
  ];
}

/** ControlPersist=no: the one who shares ends with its own session and leaves no process behind. */
function controlSettings(control: SshOptions['control']): readonly string[] {
  if (control === undefined) return ['ControlMaster=no', 'ControlPath=none'];
  return [
    `ControlMaster=${control.role === 'use' ? 'no' : 'auto'}`,
    `ControlPath=${control.path}`,
    'ControlPersist=no',
  ];
}
