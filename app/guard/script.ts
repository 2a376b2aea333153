/** What runs at boot: a shell script made of steps, and the systemd service that runs it. */
import { shellText } from '../base/shell.ts';
import { stepArgv } from '../noun/step-argv.ts';
import type { Step } from '../noun/step.ts';
import { sourceLines } from './source.ts';

/**
 * What something else makes (a network card, a device that networkd sets up) may come up, or get its address, later than we start: a
 * command that fails is tried again. Half a minute in all: shorter misses a slow card, longer holds up a machine whose card is gone.
 */
const HEAD = (name: string): string => `#!/bin/sh
# Makes again what Overlane keeps for ${name}. It may run twice: what is there stays.
set -u
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH LC_ALL=C
failed=0
halves=60
later() {
  [ "$halves" -gt 0 ] || return 1
  halves=$((halves - 1))
  sleep 0.5 2>/dev/null || sleep 1
}
run() {
  until "$@"; do
    [ $? -ne 127 ] && later || { failed=$((failed + 1)); echo "overlane: failed: $*" >&2; return; }
  done
}
await() {
  until [ -n "$(ip -o link show dev "$1" up 2>/dev/null)" ]; do later || return; done
}
`;
const TAIL = `[ "$failed" -eq 0 ] || exit 1
exit 0
`;

/** Without its mark. The same steps always give the same text. */
export function scriptText(name: string, steps: readonly Step[]): string {
  const waits = awaited(steps).map((dev) => shellText(['await', dev]));
  return `${HEAD(name)}\n${[...waits, ...steps.map(onceLine)].join('\n')}\n\n${TAIL}\n${sourceLines(steps).join('\n')}\n`;
}

/** A step as a line that does nothing where it is done already. */
export function onceLine(step: Step): string {
  const guard = guardOf(step);
  return `${guard === undefined ? '' : `${guard} || `}${shellText(['run', ...onceArgv(step)])}`;
}

/** As `add` fails where something is, it becomes `replace`; `append` of a flood entry that is there does nothing by itself. */
export function onceArgv(step: Step): readonly string[] {
  // `ip [-n NETNS] address add …`
  if (step.do === 'address-add')
    return stepArgv(step).map((word, at) => (at === (step.netns === '' ? 2 : 4) ? 'replace' : word));
  if (step.do === 'route-add') return stepArgv({ ...step, do: 'route-replace' });
  if (step.do === 'neighbour-add') return stepArgv({ ...step, do: 'neighbour-replace' });
  if (step.do === 'fdb-add') return stepArgv({ ...step, do: 'fdb-replace' });
  return stepArgv(step);
}

/** A question that succeeds where the step is done; `undefined` for steps that may simply run again. */
function guardOf(step: Step): string | undefined {
  if (step.do === 'netns-add') return `[ -e ${shellText([`/run/netns/${step.name}`])} ]`;
  if (step.do.startsWith('link-add-') && 'name' in step)
    return `${shellText(['ip', ...inside(step), 'link', 'show', 'dev', step.name])} >/dev/null 2>&1`;
  if (step.do === 'link-altname-add')
    return `${shellText(['ip', ...inside(step), 'link', 'show', 'dev', step.altname])} >/dev/null 2>&1`;
  if (step.do === 'forward-accept-add')
    return `${shellText(stepArgv(step).map((word) => (word === '-I' ? '-C' : word)))} 2>/dev/null`;
  return undefined;
}

function inside(step: Step): readonly string[] {
  return 'netns' in step && step.netns !== '' ? ['-n', step.netns] : [];
}

/** Devices in the host's own namespace that the script stands on and does not make itself. */
function awaited(steps: readonly Step[]): readonly string[] {
  const made = new Set(steps.flatMap(madeHere));
  return [...new Set(steps.flatMap(standsOn))].filter((name) => !made.has(name));
}

function madeHere(step: Step): readonly string[] {
  if (step.do === 'link-add-veth')
    return [
      ...(step.netns === '' ? [step.name] : []),
      ...(step.netns === '' && step.peer.netns === undefined ? [step.peer.name] : []),
    ];
  return (step.do === 'link-add-vxlan' || step.do === 'link-add-bridge') && step.netns === '' ? [step.name] : [];
}

function standsOn(step: Step): readonly string[] {
  if (!('netns' in step) || step.netns !== '' || step.do.startsWith('forward-')) return [];
  const lower = step.do === 'link-add-vxlan' ? step.vxlan.dev : step.do === 'link-set-vxlan' ? step.set.dev : undefined;
  const own =
    'dev' in step
      ? step.dev
      : 'name' in step && !step.do.startsWith('link-add-') && step.do !== 'sysctl-set'
        ? step.name
        : undefined;
  const master = step.do === 'link-set-master' ? (step.master ?? undefined) : undefined;
  return [lower, own, master].filter((name) => name !== undefined);
}

/** After whoever else makes devices has started; the script waits for the devices themselves. */
export function serviceText(name: string): string {
  return `[Unit]
Description=Network that Overlane keeps for ${name}
After=network-pre.target systemd-sysctl.service systemd-networkd.service NetworkManager.service networking.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /etc/overlane/overlane-${name}.sh

[Install]
WantedBy=multi-user.target
`;
}

/**
 * NetworkManager takes away what it did not set up itself when it sets a device up again (`connection up`, networking off and on), and
 * runs what lies in dispatcher.d afterwards with the device and the action (NetworkManager-dispatcher(8)).
 */
export function dispatcherText(name: string, devices: readonly string[]): string {
  return `#!/bin/sh
case "\${2:-}" in up | reapply) ;; *) exit 0 ;; esac
for dev in ${devices.join(' ')}; do
  [ "\${1:-}" != "$dev" ] || exec sh /etc/overlane/overlane-${name}.sh
done
exit 0
`;
}

/** The devices that such a file is about, as they are written there. */
export function devicesOfDispatcher(body: string): readonly string[] {
  return /^for dev in (\S[\w. -]*); do$/m.exec(body)?.[1]?.split(' ') ?? [];
}

/** OpenRC's service `local` runs what lies in local.d at the end of a start (openrc-run(8), /etc/local.d/README). */
export const OPENRC_TEXT = (name: string): string => `#!/bin/sh
exec sh /etc/overlane/overlane-${name}.sh
`;

/** Starts the service with the machine: a drop-in (systemd.unit(5)) is a plain file, where "systemctl enable" makes a link. */
export const WANTS_TEXT = (name: string): string => `[Unit]
Wants=overlane-${name}.service
`;
