/**
 * The only files that we ever write: by folder and by name, nothing else. A path that does not match one of these patterns is
 * refused by the Step's schema, on every transport and by the root helper again.
 */

/** Which overlay, or which host as a whole, a file belongs to: part of file names, so no dots and no slashes. */
export const PERSIST_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

const NAME = '([A-Za-z0-9][A-Za-z0-9_-]{0,31})';
/** As `Ifname` of app/base/field.ts. */
const DEV = '([A-Za-z0-9_][A-Za-z0-9_.-]{0,14})';

/** The mode is fixed with the kind: what NetworkManager and netplan read must be closed to others. */
const KINDS = {
  netdev: { pattern: `/etc/systemd/network/10-overlane-${NAME}\\.${DEV}\\.netdev`, mode: '0644' },
  network: { pattern: `/etc/systemd/network/10-overlane-${NAME}\\.${DEV}\\.network`, mode: '0644' },
  'network-drop-in': {
    pattern: `/etc/systemd/network/10-netplan-${DEV}\\.network\\.d/overlane-${NAME}\\.conf`,
    mode: '0644',
  },
  keyfile: { pattern: `/etc/NetworkManager/system-connections/overlane-${NAME}\\.${DEV}\\.nmconnection`, mode: '0600' },
  unmanaged: { pattern: `/etc/NetworkManager/conf\\.d/90-overlane-${NAME}\\.conf`, mode: '0644' },
  dispatcher: { pattern: `/etc/NetworkManager/dispatcher\\.d/90-overlane-${NAME}`, mode: '0755' },
  netplan: { pattern: `/etc/netplan/90-overlane-${NAME}\\.yaml`, mode: '0600' },
  interfaces: { pattern: `/etc/network/interfaces\\.d/overlane-${NAME}`, mode: '0644' },
  sysctl: { pattern: `/etc/sysctl\\.d/90-overlane-${NAME}\\.conf`, mode: '0644' },
  script: { pattern: `/etc/overlane/overlane-${NAME}\\.sh`, mode: '0755' },
  service: { pattern: `/etc/systemd/system/overlane-${NAME}\\.service`, mode: '0644' },
  openrc: { pattern: `/etc/local\\.d/overlane-${NAME}\\.start`, mode: '0755' },
  wants: { pattern: `/etc/systemd/system/multi-user\\.target\\.d/overlane-${NAME}\\.conf`, mode: '0644' },
} as const;

export type FileKind = keyof typeof KINDS;

const PATTERNS = (Object.keys(KINDS) as FileKind[]).map((kind) => ({
  kind,
  regex: new RegExp(`^${KINDS[kind].pattern}$`),
}));

export interface FilePlace {
  readonly kind: FileKind;
  readonly name: string;
  readonly dev?: string;
  readonly mode: string;
}

/** What a path of ours says; `undefined` for one that is not ours to write. */
export function placeOf(path: string): FilePlace | undefined {
  for (const { kind, regex } of PATTERNS) {
    const [, a, b] = regex.exec(path) ?? [];
    if (a === undefined) continue;
    const { mode } = KINDS[kind];
    if (kind === 'network-drop-in') return b === undefined ? undefined : { kind, name: b, dev: a, mode };
    return b === undefined ? { kind, name: a, mode } : { kind, name: a, dev: b, mode };
  }
  return undefined;
}

/** The path of a file of this kind; `dev` for kinds that have one file a device. */
export function pathOf(kind: FileKind, name: string, dev = ''): string {
  const swapped = kind === 'network-drop-in' ? [dev, name] : [name, dev];
  const parts = KINDS[kind].pattern.split(new RegExp(`${escaped(NAME)}|${escaped(DEV)}`));
  return parts
    .map((part, at) => (at === 0 ? part : `${swapped[at - 1] ?? ''}${part}`))
    .join('')
    .replaceAll('\\', '');
}

function escaped(text: string): string {
  return text.replace(/[()[\]{}.\\-]/g, '\\$&');
}

/** A name for the files of an overlay; dots separate the parts of a file's name. */
export function persistNameOf(overlay: string): string {
  return overlay.replaceAll('.', '-');
}
