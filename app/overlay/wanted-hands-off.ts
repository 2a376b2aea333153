/** Files that tell whoever sets up a member's network to leave the overlay's devices alone. */
import type { KeptFile } from '../noun/file/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { isHandsOff, unmanagedByManager, unmanagedByNetworkd } from '../persist/hands-off.ts';
import { marked, markOf } from '../noun/file/marker.ts';
import { pathOf, persistNameOf, placeOf } from '../noun/file/paths.ts';
import type { Wish } from '../noun/step.ts';
import type { OverlayMember } from './overlay.ts';
import type { MemberFacts } from './wanted-member.ts';

/**
 * Before the devices, so that nobody takes them up when they appear. None where the overlay is kept across reboots: whoever keeps
 * it there tells the others, too. What somebody else wrote, or changed by hand, is left alone.
 */
export function handsOffWishes({ spec, member, tables }: MemberFacts): readonly Wish[] {
  const [system] = tables.system;
  const name = persistNameOf(spec.name);
  if (system === undefined || isKept(tables, name)) return [];
  const devices = devicesOf(member);
  const drafts = [
    ...(system.networkManager ? unmanagedByManager(devices) : []),
    ...(system.networkd ? unmanagedByNetworkd(devices) : []),
  ];
  return drafts.flatMap(({ kind, dev, body }): readonly Wish[] => {
    const path = pathOf(kind, name, dev);
    const row = tables.file.find((file) => file.path === path);
    if (row !== undefined && !isOurs(row)) return [];
    const who = kind === 'unmanaged' ? 'NetworkManager' : 'systemd-networkd';
    const why = `${who} runs here: it is told to leave ${dev ?? "the overlay's devices"} alone.`;
    return [{ step: { do: 'file-write', path, content: marked(name, body) }, why }];
  });
}

/** What this overlay said before, to programs that may have stopped since. */
export function handsOffRemovals({ spec, member, tables }: MemberFacts, wanted: readonly Wish[]): readonly Wish[] {
  const name = persistNameOf(spec.name);
  if (isKept(tables, name)) return [];
  const paths = [pathOf('unmanaged', name), ...devicesOf(member).map((dev) => pathOf('network', name, dev))];
  const kept = new Set(wanted.map(({ step }) => (step.do === 'file-write' ? step.path : '')));
  return tables.file
    .filter((row) => paths.includes(row.path) && !kept.has(row.path) && isOurs(row))
    .map(({ path }) => ({ step: { do: 'file-remove', path }, why: 'Was written for this overlay.' }));
}

/** In the host's own namespace. */
function devicesOf({ tunnels, bridge, endpoint }: OverlayMember): readonly string[] {
  return [...tunnels.map(({ name }) => name), bridge, ...(endpoint === null ? [] : [endpoint.port])];
}

/** Kept across reboots: there is a file of that name that makes something. */
function isKept({ file }: Tables, name: string): boolean {
  return file.some((row) => placeOf(row.path)?.name === name && !isHandsOff(row));
}

function isOurs({ content }: KeptFile): boolean {
  return content !== undefined && markOf(content)?.intact === true;
}
