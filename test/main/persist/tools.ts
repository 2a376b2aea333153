/** Running the programs that set up networks inside a lab host, and waiting for them: none says when it is done. */
import { existsSync } from 'node:fs';
import { test, type TestAPI } from 'vitest';
import { labTest } from '../../lab/lab-for-test.ts';
import type { Kept } from './reboot.ts';

/** As long as a slow machine may take; what still differs then is what the test says. */
const GIVE_UP_MS = 12_000;

/** Tests that need these programs; elsewhere the reason is printed and they are skipped. */
export function testWith(...programs: readonly string[]): TestAPI {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length === 0 && process.getuid?.() === 0) return labTest;
  const why = missing.length > 0 ? `${missing.join(', ')} not installed` : 'they run as root only';
  console.warn(`tests of who sets up networks skipped: ${why}`);
  return test.skip as unknown as TestAPI;
}

export const NETWORKD = '/lib/systemd/systemd-networkd';

/** A /sys that cannot be written tells networkd and NetworkManager that there is no udev to wait for. */
const NO_UDEV = 'mount --bind /sys /sys && mount -o remount,ro,bind /sys';

export async function startNetworkd({ sh }: Kept): Promise<void> {
  await sh(`set -e
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases
chown -R systemd-network:systemd-network /run/systemd/netif
printf '[Match]\\nName=eth0\\n[Link]\\nUnmanaged=yes\\n' >/etc/systemd/network/05-card.network
${NO_UDEV}
SYSTEMD_LOG_LEVEL=info ${NETWORKD} >/run/manager.log 2>&1 &`);
}

export async function startNetworkManager({ sh }: Kept): Promise<void> {
  await sh(`set -e
mkdir -p /run/dbus /var/lib/NetworkManager
mount -t tmpfs tmpfs /var/lib/NetworkManager
dbus-uuidgen --ensure=/etc/machine-id
dbus-daemon --system --fork --nopidfile
${NO_UDEV}
cat >/etc/NetworkManager/NetworkManager.conf <<'C'
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
NetworkManager --no-daemon --debug >/run/manager.log 2>&1 &`);
}

/** NetworkManager's own ways, which no word of a keyfile changes: link-local addresses and connected routes are its own, a gateway gets a route of its own, and what it sets is "static". */
export const OWN_WAYS =
  /addrgenmode .* → "none"|flags .*→ .*"noprefixroute"|^route fd09::fe on br9 is new|^route (10\.7\.1\.0\/24|10\.9\.0\.0\/24|fd09::\/64) on |protocol "boot" → "static"/;

export function logOf({ sh }: Kept): Promise<string> {
  return sh('cat /run/manager.log');
}

/** Runs the script (it waits for the devices), then looks until nothing differs but what is `expected` to. */
export async function settled(kept: Kept, script: string, expected: RegExp = /$^/): Promise<readonly string[]> {
  if (script !== '') await kept.sh(script);
  const end = performance.now() + GIVE_UP_MS;
  for (;;) {
    const left = (await kept.differences()).filter((text) => !expected.test(text));
    if (left.length === 0 || performance.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
