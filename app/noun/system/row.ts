/** What a host is: read once a session, since it changes with a reboot or an installation only. */
export interface System {
  readonly key: string;
  readonly netns: '';
  /** `uname -r`: `5.4.0-216-generic`. */
  readonly kernel: string;
  /** See `Incarnation`. */
  readonly machine?: string;
  readonly boot?: string;
  /** systemd-networkd runs. */
  readonly networkd: boolean;
  /** NetworkManager runs. */
  readonly networkManager: boolean;
  /** ethtool is installed. */
  readonly ethtool: boolean;
}

export const SYSTEM_KEY = 'system';

/** Whether a release such as `5.4.0-216-generic` is before `major.minor`; one that cannot be read counts as current. */
export function isKernelBefore(release: string, major: number, minor: number): boolean {
  const [, a, b] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  if (a === undefined || b === undefined) return false;
  return Number(a) < major || (Number(a) === major && Number(b) < minor);
}
