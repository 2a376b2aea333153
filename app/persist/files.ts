/** Everything that is written to a host so that a selection of it is there again after a reboot. */
import type { Tables } from '../noun/snapshot.ts';
import { describeStep, type Step } from '../noun/step.ts';
import type { PersistFacts } from '../noun/system/daemons.ts';
import { FORMAT_TITLES, type DraftFile, type Left, type PersistFormat, type Written } from './format.ts';
import { unmanagedByManager, unmanagedByNetworkd } from './hands-off.ts';
import { writeIfupdown } from './ifupdown.ts';
import { marked } from '../noun/file/marker.ts';
import { writeNetplan } from './netplan.ts';
import { writeNetworkManager } from './network-manager.ts';
import { writeNetworkd } from './networkd.ts';
import { pathOf, placeOf } from '../noun/file/paths.ts';
import { dispatcherText, OPENRC_TEXT, scriptText, serviceText, WANTS_TEXT } from '../guard/script.ts';
import { stepsOf, type PersistSelection } from './selection.ts';

export interface PersistFile {
  readonly path: string;
  readonly mode: string;
  readonly content: string;
}

/** What the format has no words for; the script beside it does it. */
export interface NotExpressed {
  readonly what: string;
  readonly why: string;
}

export interface PersistFiles {
  readonly files: readonly PersistFile[];
  readonly notExpressed: readonly NotExpressed[];
}

const WRITERS: Readonly<Record<PersistFormat, (steps: readonly Step[], name: string, facts: PersistFacts) => Written>> =
  {
    networkd: writeNetworkd,
    'network-manager': writeNetworkManager,
    netplan: writeNetplan,
    ifupdown: writeIfupdown,
    script: (steps) => ({ files: [], left: steps.map((step) => ({ step, why: '' })) }),
  };

/** What a format says of steps in the host's own namespace and others, and what it leaves to the script. */
export function writtenBy(format: PersistFormat, steps: readonly Step[], name: string, facts: PersistFacts): Written {
  return WRITERS[format](steps, name, facts);
}

/** The files, sorted by path. Empty when the selection holds nothing that can be made. */
export function persistFiles(
  format: PersistFormat,
  tables: Tables,
  selection: PersistSelection,
  facts: PersistFacts,
): PersistFiles {
  const { name } = selection;
  const steps = stepsOf(tables, selection);
  if (steps.length === 0) return { files: [], notExpressed: [] };
  const settings = steps.filter((step) => step.do === 'sysctl-set' && step.netns === '');
  const rest = steps.filter((step) => !settings.includes(step));
  const written = writtenBy(format, rest, name, facts);
  const script = written.left.map(({ step }) => step);
  const drafts = [
    ...written.files,
    ...settingsFile(settings),
    ...scriptFiles(name, script, facts),
    ...handsOff(format, rest, written, facts),
    ...dispatched(format, name, rest, written, facts),
  ];
  const files = drafts.map(({ kind, dev, body }) => fileOf(pathOf(kind, name, dev), marked(name, body)));
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    notExpressed:
      format === 'script'
        ? []
        : written.left.map((left) => ({ what: describeStep(left.step), why: sentenceOf(left, format) })),
  };
}

function fileOf(path: string, content: string): PersistFile {
  return { path, mode: placeOf(path)?.mode ?? '0600', content };
}

function sentenceOf({ why }: Left, format: PersistFormat): string {
  return `${FORMAT_TITLES[format]} ${why}`;
}

/** sysctl.d(5) is read at every start, whoever sets up the network. */
function settingsFile(steps: readonly Step[]): readonly DraftFile[] {
  const lines = steps.flatMap((step) => (step.do === 'sysctl-set' ? [`${step.name} = ${step.value}\n`] : []));
  return lines.length === 0 ? [] : [{ kind: 'sysctl', body: lines.join('') }];
}

function scriptFiles(name: string, steps: readonly Step[], facts: PersistFacts): readonly DraftFile[] {
  if (steps.length === 0) return [];
  return [{ kind: 'script', body: scriptText(name, steps) }, ...startedBy(name, facts)];
}

/** By the init that runs there; by nobody where that is another, which the plan says. */
function startedBy(name: string, { systemd, openrc = false }: PersistFacts): readonly DraftFile[] {
  if (systemd)
    return [
      { kind: 'service', body: serviceText(name) },
      { kind: 'wants', body: WANTS_TEXT(name) },
    ];
  return openrc ? [{ kind: 'openrc', body: OPENRC_TEXT(name) }] : [];
}

/** NetworkManager tells when it has set up a device again that it made: what the script adds to that is gone by then. */
function dispatched(
  format: PersistFormat,
  name: string,
  steps: readonly Step[],
  { left }: Written,
  { networkd }: PersistFacts,
): readonly DraftFile[] {
  if (left.length === 0 || !(format === 'network-manager' || (format === 'netplan' && !networkd))) return [];
  const byScript = new Set(left.flatMap(({ step }) => devicesOf(step)));
  const devices = steps.flatMap(devicesOf).filter((dev) => !byScript.has(dev));
  return devices.length === 0 ? [] : [{ kind: 'dispatcher', body: dispatcherText(name, devices) }];
}

/**
 * Who runs and did not make a device would take it for its own, and its addresses away: it is told to leave that alone. Whoever reads
 * the chosen format is told so of what the script makes, anybody else of all.
 */
function handsOff(
  format: PersistFormat,
  steps: readonly Step[],
  { left }: Written,
  facts: PersistFacts,
): readonly DraftFile[] {
  const [made, byScript] = [steps.flatMap(devicesOf), left.flatMap(({ step }) => devicesOf(step))];
  const readers = {
    networkd: format === 'networkd' || (format === 'netplan' && facts.networkd),
    manager: format === 'network-manager' || (format === 'netplan' && !facts.networkd),
  };
  const networkd = readers.networkd ? byScript : facts.networkd ? made : [];
  const manager = readers.manager ? byScript : facts.networkManager ? made : [];
  return [...unmanagedByNetworkd(networkd), ...unmanagedByManager(manager)];
}

function devicesOf(step: Step): readonly string[] {
  if (step.do !== 'link-add-vxlan' && step.do !== 'link-add-bridge' && step.do !== 'link-add-veth') return [];
  const far = step.do === 'link-add-veth' && step.peer.netns === undefined ? [step.peer.name] : [];
  return step.netns === '' ? [step.name, ...far] : [];
}
