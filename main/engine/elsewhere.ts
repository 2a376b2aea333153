/** Which hosts of a change, or of an overlay, are others by now. */
import { hostKind, hostName } from '../../app/base/host.ts';
import { incarnationOf, isAnother } from '../../app/noun/system/incarnation.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import type { Change } from '../../app/change/journal-change.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { Hosts } from './hosts.ts';

/** The hosts of a change whose name another machine, or another lab, has by now: nothing of it is there. */
export function elsewhereOf({ armed }: Change, hosts: Hosts): readonly Problem[] {
  return armed.plan.hosts.flatMap(({ host }): readonly Problem[] => {
    const then = armed.places?.find((place) => place.host === host);
    const now = incarnationOf(hosts.find(host)?.snapshot()?.tables);
    if (!isAnother(host, then, now)) return [];
    const what = hostKind(host) === 'lab' ? 'a lab that has ended' : 'another machine of that name';
    const facts = { host: hostName(host), title: armed.plan.title, what };
    return [{ code: 'undo-elsewhere', severity: 'warning', where: { host }, facts, retry: false }];
  });
}

/**
 * What an overlay's members are by now, in words, where it went with its hosts (a lab that ended); none where any of them may still
 * have something of it. `made` are the changes that made it, the last one last.
 */
export function goneWithHosts({ members }: OverlaySpec, made: readonly Change[], hosts: Hosts): readonly string[] {
  const states = members.map(({ host }) => {
    const places = made.flatMap(({ armed }) => armed.places?.filter((place) => place.host === host) ?? []);
    const now = hosts.find(host)?.snapshot()?.tables;
    if (isAnother(host, places.at(-1), incarnationOf(now))) return `${hostName(host)} is another host now`;
    return now === undefined ? 'away' : 'here';
  });
  return states.includes('here') ? [] : states.filter((state) => state !== 'away');
}
