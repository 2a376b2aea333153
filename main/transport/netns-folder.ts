import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/**
 * Looks in any case: the folder may not be there yet (nobody has made a namespace), and inotify may be used up
 * (fs.inotify.max_user_watches). Shorter costs wake-ups for each host; longer delays a new namespace in those cases.
 */
const POLL_MS = 2000;
/**
 * `ip netns add` makes a file and mounts the namespace on it a moment later: until then it cannot be read. Shorter
 * would only look more often; longer delays the row. Given up with the next poll, which sees it anyway.
 */
const MOUNT_POLL_MS = 10;

export interface FolderWatch {
  stop(): void;
}

/** Calls back when a named namespace came or went; `ip netns` makes no netlink event for that. `gone` are their names. */
export function watchNetnsFolder(folder: string, onChange: (gone: readonly string[]) => void): FolderWatch {
  let known = listNetns(folder);
  let watcher: FSWatcher | undefined;
  let soon: NodeJS.Timeout | undefined;
  const look = (): void => {
    const now = listNetns(folder);
    const gone = [...known.keys()].filter((name) => !now.has(name) || now.get(name) !== known.get(name));
    const changed = gone.length > 0 || now.size !== known.size;
    known = now;
    if (changed) onChange(gone);
    clearTimeout(soon);
    soon = [...now.values()].includes(undefined) ? setTimeout(look, MOUNT_POLL_MS) : undefined;
  };
  const attach = (): void => {
    watcher ??= watchFolder(folder, look, () => (watcher = undefined));
  };
  attach();
  const timer = setInterval(() => {
    attach();
    look();
  }, POLL_MS).unref();
  return {
    stop: () => {
      clearInterval(timer);
      clearTimeout(soon);
      watcher?.close();
    },
  };
}

/** Name → which namespace; undefined while only the file is there. */
function listNetns(folder: string): ReadonlyMap<string, string | undefined> {
  try {
    const here = statSync(folder).dev;
    return new Map(readdirSync(folder).map((name) => [name, identityOf(join(folder, name), here)]));
  } catch {
    return new Map(); // no folder: no namespace was ever named here, or the host is gone, which its monitors tell
  }
}

/** Device and inode of the mounted namespace; a plain file still has the folder's device. */
function identityOf(path: string, folderDevice: number): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && found.dev !== folderDevice ? `${found.dev}:${found.ino}` : undefined;
}

function watchFolder(folder: string, onEvent: () => void, onLost: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent);
    watcher.on('error', onLost);
    return watcher;
  } catch {
    return undefined; // no folder yet, or no inotify left: the poll is there for both
  }
}

export function hasNetns(folder: string, name: string): boolean {
  return listNetns(folder).has(name);
}
