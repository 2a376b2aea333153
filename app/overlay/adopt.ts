/** Overlays that are on the hosts already and that nobody stated → what stating each would say. */
import type { FoundOverlay } from '../contract/overlay-view.ts';
import { ownerOfLink } from '../edit/foreign.ts';
import type { HostId } from '../model/host.ts';
import type { Tables } from '../model/snapshot.ts';
import { problemText } from '../problem/text.ts';
import { devicesOf, groupsOf, type FoundDevice } from './adopt-group.ts';
import { specOfGroup, type FoundMember } from './adopt-spec.ts';
import { checkStatement } from './check-overlay-spec.ts';
import { driftOf } from './drift.ts';
import type { OverlaySpec } from './overlay.ts';

/** Devices belong together when VNI, port and family are the same and their addresses point at each other. */
export function recogniseOverlays(
  tables: ReadonlyMap<HostId, Tables>,
  stated: readonly OverlaySpec[],
): readonly FoundOverlay[] {
  const known = new Set(stated.flatMap(({ members }) => members.flatMap(({ host, tunnels }) => tunnels.map(({ name }) => `${host}|${name}`)))); // prettier-ignore
  const devices = [...tables].flatMap(([host, today]) => devicesOf(host, today));
  const unstated = devices.filter(({ host, link }) => !known.has(`${host}|${link.name}`));
  const taken = new Set(stated.map(({ name }) => name));
  return withFamilies(groupsOf(unstated)).map((members) => foundOf(members, taken));
}

/** A second family's group joins the first where it is the same hosts' and neither is a bridge's port: dual stack. */
function withFamilies(groups: readonly (readonly FoundDevice[])[]): readonly (readonly FoundMember[])[] {
  const found: (readonly FoundMember[])[] = [];
  for (const group of groups) {
    const at = found.findIndex((members) => isOtherFamily(members, group));
    const members = found[at];
    if (members === undefined) found.push(group.map((device): FoundMember => [device]));
    else found[at] = members.map((own): FoundMember => [...own, ...group.filter(({ host }) => host === own[0].host)]);
  }
  return found;
}

function isOtherFamily(members: readonly FoundMember[], group: readonly FoundDevice[]): boolean {
  const [first, other] = [members[0]?.[0], group[0]];
  if (first === undefined || other === undefined || members.length < 2 || members.length !== group.length) return false;
  const { vni, dstport } = first.link.vxlan;
  const same = other.link.vxlan.vni === vni && other.link.vxlan.dstport === dstport && other.family !== first.family;
  const free = [...members.flat(), ...group].every(({ link }) => link.master === undefined);
  return same && free && members.every(([own, second]) => second === undefined && group.some(({ host }) => host === own.host)); // prettier-ignore
}

function foundOf(members: readonly FoundMember[], taken: ReadonlySet<string>): FoundOverlay {
  const devices = members.flat();
  const first = (devices[0] as FoundDevice).link;
  const { vni, dstport } = first.vxlan;
  const hosts = devices.map(({ host, link }) => ({ host, vxlan: link.name }));
  const base = { id: `${vni}|${dstport}|${devices[0]?.host}|${first.name}`, vni, hosts, drift: [] };
  const keptBy = devices.map(({ link }) => ownerOfLink(link.name)).find((owner) => owner !== undefined);
  if (keptBy !== undefined) return { ...base, keptBy, why: `${keptBy} keeps it, and would put back what is changed.` };
  if (members.length < 2) return { ...base, why: 'The other end is on no host that is connected.' };
  const spec = specOfGroup(members, freeName(first.name, taken));
  if (typeof spec === 'string') return { ...base, why: spec };
  const [problem] = checkStatement(spec);
  if (problem !== undefined) return { ...base, why: problemText(problem).text };
  return { ...base, spec, drift: members.flatMap(([{ host, tables }]) => driftOf(spec, host, tables)) };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}`;
  return free;
}
