/** Which programs set up the network of a host, as one look at it says. */

export interface PersistFacts {
  /** systemd is process 1, so that its services run at boot. */
  readonly systemd: boolean;
  /** OpenRC started the host, and its service `local` runs at a start. */
  readonly openrc?: boolean;
  readonly networkd: boolean;
  readonly networkManager: boolean;
  /** netplan is installed, has files of its own, and knows vxlan (since 0.105): one word that it does not know costs a host all of its network. */
  readonly netplan: boolean;
  readonly ifupdown: boolean;
  /** Which of those that read /etc/network/interfaces; absent for Debian's first one. */
  readonly ifupdownKind?: 'ifupdown2' | 'ifupdown-ng';
  /** As `systemctl --version` counts; absent where there is none. */
  readonly systemdVersion?: number;
}

/** Asks nothing that needs root. `systemctl is-active` answers "active" on stdout (systemctl(1)); without systemd it says nothing. */
export const LOOK = `[ -d /run/systemd/system ] && echo systemd
[ -d /run/openrc ] && [ -e /etc/runlevels/default/local ] && echo openrc
if [ -d /usr/share/ifupdown2 ]; then echo ifupdown2; elif [ -d /usr/libexec/ifupdown-ng ]; then echo ifupdown-ng; fi
systemctl --version 2>/dev/null | sed -n 's/^systemd \\([0-9]*\\).*/version \\1/p'
for unit in systemd-networkd NetworkManager; do
  [ "$(systemctl is-active "$unit" 2>/dev/null)" = active ] && echo "$unit"
done
if command -v netplan >/dev/null 2>&1 && grep -qs vxlan /usr/lib*/libnetplan.so* /usr/lib*/*/libnetplan.so*; then
  for file in /etc/netplan/*.yaml; do case $file in *-overlane-* | *'*'*) ;; *) echo netplan ;; esac; done
fi
command -v ifup >/dev/null 2>&1 && [ -f /etc/network/interfaces ] && grep -q '^ *source' /etc/network/interfaces && echo ifupdown
exit 0`;

export function parseFacts(printed: string): PersistFacts {
  const said = new Set(printed.split('\n').map((line) => line.trim()));
  const version = /^version (\d+)$/m.exec(printed)?.[1];
  const kind = (['ifupdown2', 'ifupdown-ng'] as const).find((one) => said.has(one));
  return {
    ...(version === undefined ? {} : { systemdVersion: Number(version) }),
    systemd: said.has('systemd'),
    ...(said.has('openrc') ? { openrc: true } : {}),
    ...(kind === undefined ? {} : { ifupdownKind: kind }),
    networkd: said.has('systemd-networkd'),
    networkManager: said.has('NetworkManager'),
    netplan: said.has('netplan'),
    ifupdown: said.has('ifupdown'),
  };
}
