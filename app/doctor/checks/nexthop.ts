/** Nexthop groups of FDB entries (ip-nexthop(8), `fdb`): each member must be a tunnel, or the flows that hash to it die. */
import { hostName } from '../../base/host.ts';
import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../noun/rows.ts';
import type { Check } from '../check.ts';
import type { HostFacts } from '../facts.ts';
import { at, command, edit, finding, type Finding } from '../finding.ts';
import { endpointsNear, isInUse } from '../near.ts';
import { reachedBy } from '../reach.ts';
import type { Vtep, World } from '../world.ts';
import { targetOf } from './fdb.ts';

export const nexthop: Check = {
  name: 'nexthop',
  codes: ['nexthop-member-dead', 'nexthop-with-learning'],
  run: (world) =>
    world.vteps
      .filter((one) => isInUse(one, world))
      .flatMap((one) => [...deadIn(one, world), ...refusedBy(one, world)]),
};

export interface Member {
  readonly id: number;
  readonly via: string;
}

/** Where a nexthop leads: itself, or the members of a group. */
export function membersOf({ nexthops }: HostFacts, id: number): readonly Member[] {
  const byId = new Map(nexthops.map((one) => [one['id'], one] as const));
  const own = byId.get(id);
  const group = own?.['group'];
  const ids = Array.isArray(group) ? group.filter(isObject).map((one) => one['id']) : [id];
  return ids.flatMap((one) => memberOf(byId.get(one)) ?? []);
}

function memberOf(row: JsonObject | undefined): Member | undefined {
  const [id, via] = [row?.['id'], row?.['gateway']];
  return typeof id === 'number' && typeof via === 'string' ? { id, via } : undefined;
}

function deadIn(one: Vtep, world: World): readonly Finding[] {
  const ids = [...new Set(one.fdb.flatMap(({ nhid }) => nhid ?? []))];
  return ids.flatMap((id) => {
    const members = membersOf(one.facts, id);
    const segment = world.segmentOf(one);
    const owner = ownerOf(one, id, segment, world);
    // Whose machine is known gets it by its own host; a machine on several hosts has no one owner.
    const right = owner === undefined ? segment.filter((peer) => peer !== one) : [owner];
    const live = members.filter(({ via }) => right.some((peer) => reachedBy(via, peer, world)));
    return members.filter((member) => !live.includes(member)).map((dead) => say(one, id, dead, live, owner));
  });
}

/** A device that learns takes no frame from a machine that an entry by nexthop leads to: it could not learn where it is (vxlan_snoop). */
function refusedBy(one: Vtep, world: World): readonly Finding[] {
  const { host, netns, link, vxlan, fdb } = one;
  if (vxlan.learning === false || vxlan.external === true) return [];
  const segment = world.segmentOf(one);
  const entry = fdb.find(({ nhid }) => nhid !== undefined && ownerOf(one, nhid, segment, world) !== undefined);
  const peer = entry?.nhid === undefined ? undefined : ownerOf(one, entry.nhid, segment, world);
  if (entry === undefined || peer === undefined) return [];
  return [
    finding({
      ...{ code: 'nexthop-with-learning', host, hosts: [peer.host], table: 'link', entry: `${link.name} learning` },
      says: `${link.name} on ${hostName(host)} learns, and drops what comes from ${entry.mac} (${hostName(peer.host)}): an entry by nexthop ${entry.nhid} leads there, which it may not replace.`,
      command: at(netns, `bridge fdb show dev ${link.name}`),
      line: `${entry.mac} nhid ${entry.nhid} self permanent`,
      fix: edit(`Let ${link.name} learn no more`, host, {
        noun: 'vxlan',
        verb: 'set',
        netns,
        name: link.name,
        vxlan: { learning: false },
        unset: [],
      }),
    }),
  ];
}

/** Behind whom the machine is that the group is for. */
function ownerOf(one: Vtep, id: number, segment: readonly Vtep[], world: World): Vtep | undefined {
  const mac = one.fdb.find(({ nhid }) => nhid === id)?.mac;
  return segment.find(
    (peer) =>
      peer !== one && (peer.link.mac === mac || endpointsNear(peer, world).some(({ link }) => link.mac === mac)),
  );
}

function say(one: Vtep, id: number, dead: Member, live: readonly Member[], peer: Vtep | undefined): Finding {
  const { host, link, netns, fdb } = one;
  const entry = fdb.find(({ nhid }) => nhid === id);
  const target = peer === undefined ? undefined : targetOf(peer, [one, peer]);
  const mends =
    live.length > 0
      ? `ip nexthop replace id ${id} group ${live.map((member) => member.id).join('/')} fdb`
      : target === undefined
        ? undefined
        : `ip nexthop replace id ${dead.id} via ${target} fdb`;
  return finding({
    ...(live.length > 0 && { severity: 'warning' as const }),
    ...{ code: 'nexthop-member-dead', host, ...(peer && { hosts: [peer.host] }), table: 'nexthop' },
    entry: `id ${dead.id} via ${dead.via} (group ${id}, ${entry?.mac ?? ''})`,
    says: `${link.name} on ${hostName(host)} sends what is for ${entry?.mac ?? ''} by nexthop group ${id}, whose member ${dead.via} is not where that machine is: ${live.length > 0 ? 'flows that hash to it die' : 'all of it is lost'}.`,
    command: at(netns, 'ip nexthop show'),
    line: `id ${dead.id} via ${dead.via} scope link fdb`,
    ...(mends !== undefined && { fix: command('Leave out the member that is no tunnel', host, at(netns, mends)) }),
  });
}
