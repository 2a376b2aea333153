/** What the files of one name make: read from the files themselves, whatever of it is there today. */
import type { KeptFile } from '../noun/file/row.ts';
import type { Step } from '../noun/step.ts';
import type { PersistFormat } from './format.ts';
import { isHandsOff } from './hands-off.ts';
import { markOf } from '../noun/file/marker.ts';
import { placeOf, type FileKind } from '../noun/file/paths.ts';
import { stepsIn } from '../guard/source.ts';

export interface KeptSet {
  readonly name: string;
  readonly format: PersistFormat;
  /** In the host's own namespace. */
  readonly devices: readonly string[];
  readonly namespaces: readonly string[];
  /** All files of this name. */
  readonly files: readonly KeptFile[];
}

const FORMAT_OF: Partial<Record<FileKind, PersistFormat>> = {
  netplan: 'netplan',
  netdev: 'networkd',
  keyfile: 'network-manager',
  interfaces: 'ifupdown',
};

/** By name, as far as they make anything. */
export function keptSets(files: readonly KeptFile[]): readonly KeptSet[] {
  const making = files.filter((file) => !isHandsOff(file));
  const names = [...new Set(making.flatMap(({ path }) => placeOf(path)?.name ?? []))];
  return names.map((name) =>
    setOf(
      name,
      files.filter(({ path }) => placeOf(path)?.name === name),
    ),
  );
}

function setOf(name: string, files: readonly KeptFile[]): KeptSet {
  const made = files.map((file) => madeBy(file));
  const kinds = files.flatMap(({ path }) => placeOf(path)?.kind ?? []);
  const order = Object.keys(FORMAT_OF) as FileKind[];
  const kind = order.find((one) => kinds.includes(one));
  return {
    ...{ name, files },
    format: (kind && FORMAT_OF[kind]) ?? 'script',
    devices: [...new Set(made.flatMap(({ devices }) => devices))],
    namespaces: [...new Set(made.flatMap(({ namespaces }) => namespaces))],
  };
}

interface Made {
  readonly devices: readonly string[];
  readonly namespaces: readonly string[];
}

function madeBy({ path, content = '' }: KeptFile): Made {
  const { kind, dev } = placeOf(path) ?? {};
  const none: Made = { devices: [], namespaces: [] };
  switch (kind) {
    case 'netdev':
    case 'keyfile':
      return dev === undefined ? none : { devices: [dev, ...farEnd(content)], namespaces: [] };
    case 'netplan':
      return {
        ...none,
        devices: [...content.matchAll(/^ {4}([A-Za-z0-9_][A-Za-z0-9_.-]*):$/gm)].map(([, name = '']) => name),
      };
    case 'interfaces':
    case 'script':
      return madeBySteps(stepsIn(markOf(content)?.body ?? '') ?? []);
    case 'dispatcher':
    case 'network-drop-in':
    case 'network':
    case 'openrc':
    case 'service':
    case 'sysctl':
    case 'unmanaged':
    case 'wants':
    case undefined:
      return none;
  }
}

/** systemd.netdev(5): the other end of a cable stands in the same file. */
function farEnd(netdev: string): readonly string[] {
  const name = /^\[Peer\]\nName=(\S+)$/m.exec(netdev)?.[1];
  return name === undefined ? [] : [name];
}

function madeBySteps(steps: readonly Step[]): Made {
  return {
    devices: steps.flatMap((step) => {
      if (step.do === 'link-add-vxlan' || step.do === 'link-add-bridge') return step.netns === '' ? [step.name] : [];
      if (step.do !== 'link-add-veth' || step.netns !== '') return [];
      return step.peer.netns === undefined ? [step.name, step.peer.name] : [step.name];
    }),
    namespaces: steps.flatMap((step) => (step.do === 'netns-add' ? [step.name] : [])),
  };
}
