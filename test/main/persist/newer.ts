/** Programs of a newer Debian in a lab host: the same files, read by what other people run today. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test, type TestAPI } from 'vitest';
import { labTest } from '../../lab/lab-for-test.ts';
import type { Kept } from './reboot.ts';

const SCRIPT = join(import.meta.dirname, 'newer-debian.sh');
/** Fetching and unpacking took 30 to 60 s for each; once, then it is there. */
const FETCH_MS = 180_000;

export type Suite = 'trixie' | 'sid';

/** The folder of a suite; made where CI says so, else only where it was made before. The text says why there is none. */
function newerDebian(suite: Suite): { readonly root: string } | { readonly why: string } {
  if (process.getuid?.() !== 0) return { why: 'its programs run as root only' };
  const made = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'overlane', `debian-${suite}`, 'root');
  if (existsSync(join(made, '.done'))) return { root: made };
  if (process.env['CI'] === undefined) return { why: `not fetched: run ${SCRIPT} ${suite}, or set CI=1` };
  try {
    return {
      root: execFileSync('sh', [SCRIPT, suite], {
        timeout: FETCH_MS,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim(),
    };
  } catch (error) {
    return { why: error instanceof Error ? error.message.slice(0, 300) : String(error) };
  }
}

export interface Newer {
  readonly test: TestAPI;
  /** Lays the suite over a folder of the lab host, with the host's own /etc of networks, /run and devices in it. */
  enter(kept: Pick<Kept, 'sh'>): Promise<void>;
}

/** Where the suite stands in a lab host that has entered it. */
export const NEW = '/run/newer/root';

export function newer(suite: Suite): Newer {
  const found = newerDebian(suite);
  if ('why' in found) {
    console.warn(`tests with programs of Debian ${suite} skipped: ${found.why}`);
    return { test: test.skip as unknown as TestAPI, enter: () => Promise.resolve() };
  }
  return { test: labTest, enter: async ({ sh }) => void (await sh(ENTER(found.root))) };
}

const ENTER = (root: string): string => `set -e
mkdir -p /run/newer && mount -t tmpfs tmpfs /run/newer && mkdir /run/newer/up /run/newer/work ${NEW}
mount -t overlay -o lowerdir=${root},upperdir=/run/newer/up,workdir=/run/newer/work overlay ${NEW}
cd ${NEW}
mkdir -p proc sys dev run tmp var/lib/NetworkManager var/lib/dbus etc/systemd/network etc/network etc/iproute2/rt_tables.d
mount --rbind /proc proc; mount --rbind /dev dev; mount -t sysfs -o ro sysfs sys; mount -t tmpfs tmpfs run
mkdir -p run/systemd/netif/links run/systemd/netif/leases run/systemd/network run/dbus run/network
chroot . chown -R systemd-network:systemd-network /run/systemd/netif
for folder in systemd/network NetworkManager/system-connections NetworkManager/conf.d NetworkManager/dispatcher.d netplan network/interfaces.d overlane; do
  mkdir -p /etc/$folder etc/$folder; mount --bind /etc/$folder etc/$folder
done
printf '[Match]\\nName=eth0\\n[Link]\\nUnmanaged=yes\\n' >etc/systemd/network/05-card.network
`;

export async function startNewNetworkd({ sh }: Pick<Kept, 'sh'>): Promise<void> {
  await sh(
    `SYSTEMD_LOG_LEVEL=info chroot ${NEW} /usr/lib/systemd/systemd-networkd >/run/manager.log 2>&1 & echo $! >/run/manager.pid`,
  );
}

export async function startNewManager({ sh }: Pick<Kept, 'sh'>): Promise<void> {
  await sh(`set -e
chroot ${NEW} dbus-uuidgen --ensure=/etc/machine-id
chroot ${NEW} dbus-daemon --system --fork --nopidfile
cat >${NEW}/etc/NetworkManager/NetworkManager.conf <<'C'
[main]
plugins=keyfile
dhcp=internal
dns=none
auth-polkit=false
[keyfile]
unmanaged-devices=interface-name:eth0;interface-name:lo
[logging]
level=INFO
C
chroot ${NEW} NetworkManager --no-daemon --debug >/run/manager.log 2>&1 & echo $! >/run/manager.pid`);
}

/** Ends what was started, as an upgrade of its package does, and waits for it. */
export async function stopManager({ sh }: Pick<Kept, 'sh'>): Promise<void> {
  await sh('pid=$(cat /run/manager.pid); kill $pid; while kill -0 $pid 2>/dev/null; do sleep 0.05; done');
}
