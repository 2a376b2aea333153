/** Overlays that are on the hosts already and that nobody stated → what stating each would say. */
import type { FoundOverlay } from './found.ts';
import { ownerOfDevice } from '../noun/foreign.ts';
import type { HostId } from '../base/host.ts';
import type { Link } from '../noun/link/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { problemText } from '../problem/text.ts';
import { devicesOf, groupsOf, type FoundDevice } from './adopt-group.ts';
import { specOfGroup, type FoundMember } from './adopt-spec.ts';
import { foundSpec, unkept } from './adopt-found.ts';
import { oddityOf, oneWay, strayOf } from './adopt-why.ts';
import { checkStatement } from './check-overlay-spec.ts';
import { driftOf } from './drift.ts';
import type { OverlaySpec } from './overlay.ts';

/** Devices belong together when VNI, port and family are the same and their addresses point at each other. */
export function recogniseOverlays(
  tables: ReadonlyMap<HostId, Tables>,
  stated: readonly OverlaySpec[],
): readonly FoundOverlay[] {
  const known = new Set(
    stated.flatMap(({ members }) =>
      members.flatMap(({ host, tunnels }) => tunnels.map(({ name, netns = '' }) => `${host}|${netns}|${name}`)),
    ),
  );
  const devices = [...tables].flatMap(([host, today]) => devicesOf(host, today));
  const unstated = devices.filter(({ host, link }) => !known.has(`${host}|${link.netns}|${link.name}`));
  const taken = new Set(stated.map(({ name }) => name));
  return withFamilies(groupsOf(unstated)).map((members) => foundOf(members, { taken, tables, devices }));
}

/** What a group is judged among. */
interface Around {
  readonly taken: ReadonlySet<string>;
  readonly tables: ReadonlyMap<HostId, Tables>;
  readonly devices: readonly FoundDevice[];
}

/** No sign of it means anything to a shell. */
function idOf(host: HostId, { netns, name, vxlan }: Link): string {
  return [vxlan?.vni ?? 0, vxlan?.dstport ?? 0, host, ...(netns === '' ? [] : [netns]), name].join('/');
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
  return (
    same &&
    free &&
    members.every(([own, second]) => second === undefined && group.some(({ host }) => host === own.host))
  );
}

function foundOf(members: readonly FoundMember[], around: Around): FoundOverlay {
  const devices = members.flat();
  const first = devices[0] as FoundDevice;
  const hosts = devices.map(({ host, link }) => ({ host, vxlan: link.name }));
  const base = { id: idOf(first.host, first.link), vni: first.link.vxlan.vni, hosts };
  const keptBy = devices.map(({ link }) => ownerOfDevice(link)).find((owner) => owner !== undefined);
  const { spec, why, note } = declarationOf(members, around);
  // Of what is kept row by row nothing differs from its rows; who does not send to whom is told all the same.
  const drift =
    spec === undefined || spec.mode === 'found'
      ? oneWay(devices)
      : members.flatMap(([{ host, tables }]) => driftOf(spec, host, tables));
  // What another program keeps is looked at like everything else, and never taken in.
  if (keptBy !== undefined)
    return { ...base, drift, keptBy, why: `${keptBy} keeps it, and would put back what is changed.` };
  return { ...base, drift, ...(spec === undefined ? { why: why ?? NO_END } : { spec, ...(note && { note }) }) };
}

interface Declaration {
  readonly spec?: OverlaySpec;
  readonly why?: string;
  readonly note?: string;
}

/** By a rule where one says all of it; else row by row, where it has two ends or says itself how others are found. */
function declarationOf(members: readonly FoundMember[], around: Around): Declaration {
  const devices = members.flat();
  const stray = strayOf(devices, around);
  const odd = oddityOf(devices);
  if (stray?.rank === 0) return { why: stray.text };
  if (members.length < 2 && odd === undefined) return { why: stray?.text };
  const ruled = stray === undefined && odd === undefined ? statementOf(members, around.taken) : undefined;
  if (typeof ruled === 'object') return { spec: ruled };
  const why = stray?.text ?? odd ?? ruled;
  const spec = foundSpec(devices, freeName(devices[0]?.link.name ?? '', around.taken));
  if (typeof spec === 'string') return { why: spec };
  const [problem] = checkStatement(spec);
  const lost = unkept(devices);
  const note = [why ?? '', ...(lost.length === 0 ? [] : [`Not kept: ${lost.join(', ')}.`])].join(' ').trim();
  return problem === undefined ? { spec, note } : { why: problemText(problem).text };
}

const NO_END = 'It names no other end.';

function statementOf(members: readonly FoundMember[], taken: ReadonlySet<string>): OverlaySpec | string {
  const spec = specOfGroup(members, freeName(members[0]?.[0].link.name ?? '', taken));
  if (typeof spec === 'string') return spec;
  const [problem] = checkStatement(spec);
  return problem === undefined ? spec : problemText(problem).text;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}`;
  return free;
}
