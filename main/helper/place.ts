/** Where root's commands run: this computer, by absolute paths from root's own folders, with nothing of the caller's. */
import { accessSync, constants } from 'node:fs';
import { heldLock, LOCK_FILE } from '../transport/held-lock.ts';
import type { Place } from '../transport/place.ts';

/** Not /usr/local: on Debian before 12 the group staff may write there. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'] as const;
/** All that a step, a question or a probe compiles to. */
const TOOLS = new Set([
  'ip',
  'bridge',
  'sysctl',
  'iptables',
  'ip6tables',
  'ping',
  'ss',
  'sh',
  'ethtool',
  'iptables-save',
  'ip6tables-save',
  'iptables-legacy-save',
  'ip6tables-legacy-save',
  'nft',
  'arptables',
  'ebtables',
  'tc',
  'nstat',
  'grep',
  'bash',
]);
const NETNS_FOLDER = '/run/netns';

/** `env -i` so that neither our environment nor Node's default for children reaches a tool. */
const CLEAN = ['/usr/bin/env', '-i', `PATH=${FOLDERS.join(':')}`, 'LC_ALL=C'] as const;

/** Its program is asked for when it is needed: a computer without it keeps no lock. */
export const ROOT_LOCK = heldLock(LOCK_FILE, [...CLEAN, find('flock')]);

export const ROOT_PLACE: Place = {
  host: 'local',
  enter: (argv) => [...CLEAN, ...absolute(argv)],
  isAlive: () => true,
  netnsFolder: NETNS_FOLDER,
  entersNetns: true,
  held: ROOT_LOCK,
};

/** The same argv with absolute programs: also the one that `ip netns exec` or a framing shell starts. */
export function absolute(argv: readonly string[]): readonly string[] {
  const [tool = '', ...rest] = argv;
  if (!TOOLS.has(tool)) throw new Error(`no tool of ours: ${JSON.stringify(tool)}`);
  const path = find(tool);
  if (tool === 'sh') return [path, ...rest.slice(0, 3), ...inner(rest.slice(3))];
  if (tool === 'ip' && rest[0] === 'netns' && rest[1] === 'exec')
    return [path, ...rest.slice(0, 3), ...absolute(rest.slice(3))];
  return [path, ...rest];
}

/** What follows `sh -c SCRIPT NAME`: the watch script gets a command, the reading one a mark and absolute commands. */
function inner(words: readonly string[]): readonly string[] {
  return words[0] !== undefined && TOOLS.has(words[0]) ? absolute(words) : words;
}

/** A tool that is nowhere is named by its first path: the exit code 127 then says "not installed", as everywhere. */
function find(tool: string): string {
  const paths = FOLDERS.map((folder) => `${folder}/${tool}`);
  return paths.find(isExecutable) ?? (paths[0] as string);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not in this folder: the next one is tried
  }
}
