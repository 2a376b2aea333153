import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface Paths {
  /** Settings. */
  readonly config: string;
  /** Journal and logs. */
  readonly state: string;
  /** Chromium's own files; may be deleted at any time. */
  readonly cache: string;
}

/** Our folders by the XDG base directory specification, which says to ignore a relative path. */
export function xdgPaths(env: NodeJS.ProcessEnv): Paths {
  const base = (name: string, fallback: string) => {
    const given = env[name];
    return join(given && isAbsolute(given) ? given : join(homedir(), fallback), 'overlane');
  };
  return {
    config: base('XDG_CONFIG_HOME', '.config'),
    state: base('XDG_STATE_HOME', '.local/state'),
    cache: base('XDG_CACHE_HOME', '.cache'),
  };
}
