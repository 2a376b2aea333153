/** An `overlay.yaml` as written → the whole statement: what is left out is taken from the hosts, the same way every time. */
import * as v from 'valibot';
import { hostName, type HostId } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Snapshot } from '../noun/snapshot.ts';
import { familyOf } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import type { Problem } from '../problem/problem.ts';
import { chooseEndpoints } from './complete-endpoint.ts';
import { choosePrefixes, chooseSubnets } from './complete-prefix.ts';
import { chooseUnderlays, joiningOf, outerFamilies, type ChosenUnderlay, type Joining } from './complete-underlay.ts';
import { badField } from '../problem/field-problem.ts';
import { freeVni } from './free.ts';
import { macOf } from '../base/hash.ts';
import { OverlaySpec, type MemberTunnel, type OverlayFile, type OverlayMember } from './overlay.ts';
import { DEFAULT_PORTS } from './suggest.ts';
import { overheadOf } from './underlay.ts';

export interface CompletedSpec {
  /** Absent when something could not be completed. */
  readonly spec?: OverlaySpec;
  readonly problems: readonly Problem[];
}

/**
 * Same input, same output; a file that leaves nothing out comes back as it is. `known` is the overlay of that name as it was
 * stated last: what it says of a member stays, so that applying a file twice moves nothing.
 */
export function completeOverlay(
  file: OverlayFile,
  snapshots: ReadonlyMap<HostId, Snapshot>,
  known?: OverlaySpec,
): CompletedSpec {
  if (file.mode === 'found') return completeFound(file);
  const joining = joiningOf(file, snapshots, known);
  const last = known?.mode === file.mode ? known : undefined;
  const families = outerFamilies(file, joining, known);
  const underlays = chooseUnderlays(joining, families);
  const prefixes = choosePrefixes(file, joining, families, last);
  const missing = underlays.filter(isProblem);
  if (prefixes === undefined)
    return {
      problems: [...missing, badField('prefixes', 'Prefix', 'no private network is free on all hosts; state one')],
    };
  if (missing.length > 0) return { problems: missing };
  const vni = file.vni ?? known?.vni ?? freeVni(joining.flatMap((one) => one.tables ?? []));
  const chosen = underlays.flatMap((one) => (isProblem(one) ? [] : [one]));
  const members = chooseMembers({ file, vni, joining, prefixes, chosen });
  const mtu = file.mtu ?? mtuOf(joining, chosen, known);
  const problems = [...members.filter(isProblem), ...(mtu === undefined ? [noMtu()] : [])];
  if (mtu === undefined || problems.length > 0) return { problems };
  const spec = {
    ...optionsOf(file, last),
    vni,
    mtu,
    prefixes: [...prefixes],
    members: members.flatMap((one) => (isProblem(one) ? [] : [one])),
  };
  return { spec, problems: [] };
}

/** Nothing follows from the hosts: a file of this kind leaves nothing out. */
function completeFound(file: OverlayFile): CompletedSpec {
  const read = v.safeParse(OverlaySpec, file);
  if (read.success) return { spec: read.output, problems: [] };
  const field = read.issues[0].path?.map(({ key }) => String(key)).join('.') ?? '';
  const why = 'is needed: a "found" overlay keeps what was there when it was adopted, and takes in no other host';
  return { problems: [badField(field, field, why)] };
}

function isProblem(one: ChosenUnderlay | OverlayMember | Problem): one is Problem {
  return 'code' in one;
}

function optionsOf({ name, mode, port, ...file }: OverlayFile, last: OverlaySpec | undefined) {
  return {
    name,
    mode,
    port: port ?? last?.port ?? DEFAULT_PORTS[mode],
    learning: file.learning ?? last?.learning ?? mode !== 'flannel',
    gbp: file.gbp ?? last?.gbp ?? false,
    directRouting: file.directRouting ?? last?.directRouting ?? false,
    txChecksumOff: file.txChecksumOff ?? last?.txChecksumOff ?? false,
  };
}

interface Choices {
  readonly file: OverlayFile;
  readonly vni: number;
  readonly joining: readonly Joining[];
  readonly prefixes: readonly string[];
  readonly chosen: readonly ChosenUnderlay[];
}

function chooseMembers({ file, vni, joining, prefixes, chosen }: Choices): readonly (OverlayMember | Problem)[] {
  const { mode } = file;
  const rooms =
    mode === 'bridged' ? joining.map(({ file: { subnets = [] } }) => subnets) : chooseSubnets(prefixes, joining);
  const subnets = rooms.map((one) => one ?? []);
  const endpoints = chooseEndpoints({ mode, vni, prefixes, joining, subnets });
  return joining.map((one, at): OverlayMember | Problem => {
    const { host, ...stated } = one.file;
    const [underlay, endpoint] = [chosen[at], endpoints[at]];
    if (underlay === undefined || rooms[at] === undefined || endpoint === undefined) return noRoom(one, prefixes);
    const gateways = stated.gateways ?? keptGateways(one, subnets[at] ?? []);
    const addresses = stated.addresses ?? (mode === 'bridged' ? one.last?.addresses : undefined);
    return {
      ...{ host, dev: underlay.dev, tunnels: tunnelsOf(one, underlay, vni) },
      bridge: stated.bridge ?? one.last?.bridge ?? `br${vni}`,
      subnets: [...(subnets[at] ?? [])],
      ...(gateways && { gateways }),
      ...(addresses && { addresses }),
      endpoint,
    };
  });
}

function keptGateways({ last }: Joining, subnets: readonly string[]): string[] | undefined {
  return last !== undefined && last.subnets.join() === subnets.join() ? last.gateways : undefined;
}

/** MAC addresses by hash, so that a device that is made again keeps its own; the second family's device is named apart. */
function tunnelsOf({ file, last }: Joining, { locals }: ChosenUnderlay, vni: number): MemberTunnel[] {
  return locals.map((local, at) => {
    const stated = file.tunnels?.[at];
    const before = last?.tunnels.find((one) => familyOf(one.local) === familyOf(local));
    const usual = locals.length > 1 && familyOf(local) === 'inet6' ? `vxlan6-${vni}` : `vxlan${vni}`;
    const addresses = stated?.addresses ?? before?.addresses;
    const unsaid = stated?.unsaid ?? before?.unsaid;
    return {
      name: stated?.name ?? before?.name ?? usual,
      mac: stated?.mac ?? before?.mac ?? macOf(`vxlan ${vni} ${file.host} ${local}`),
      local,
      ...(addresses && { addresses }),
      ...(unsaid && { unsaid }),
    };
  });
}

/** The least underlay that can be seen; a network that was measured smaller before stays so. */
function mtuOf(
  joining: readonly Joining[],
  chosen: readonly ChosenUnderlay[],
  known?: OverlaySpec,
): number | undefined {
  const seen = joining.flatMap(({ tables }, at) => {
    const { dev = '', locals = [] } = chosen[at] ?? {};
    const link = tables === undefined ? undefined : findLink(tables, { netns: HOST_NETNS, name: dev });
    return link === undefined ? [] : locals.map((local) => link.mtu - overheadOf(local));
  });
  const all = [...seen, ...(known === undefined ? [] : [known.mtu])];
  return all.length === 0 ? undefined : Math.min(...all);
}

function noMtu(): Problem {
  return badField('mtu', 'MTU', 'no member is connected, so it must be stated');
}

function noRoom({ index, file: { host } }: Joining, prefixes: readonly string[]): Problem {
  const reason = `${prefixes.join(' and ')} has no room left for ${hostName(host)}; widen it, or state what it gets`;
  return badField(`members.${index}.subnets`, 'Subnets', reason, host);
}
