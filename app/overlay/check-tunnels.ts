/** Tunnels of one family each, the same for all members. */
import { hostName } from '../base/host.ts';
import { familyOf } from '../base/ip.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import type { OverlayMember, OverlaySpec } from './overlay.ts';

/** Every member leaves in the same outer families; two only where there is a device a family. */
export function checkTunnels(
  { mode, members }: OverlaySpec,
  { host, tunnels }: OverlayMember,
  at: number,
): readonly Problem[] {
  const families = tunnels.map(({ local }) => familyOf(local));
  const path = `members.${at}.tunnels`;
  if (families.length > 1 && mode !== 'flannel')
    return [
      badField(`${path}.1`, 'Second tunnel', `a ${mode} overlay has one; only flannel mode has one a family`, host),
    ];
  if (families.length > 1 && families[0] === families[1])
    return [badField(`${path}.1.local`, 'Local address', 'both tunnels have the same family', host)];
  const wanted = (members[0]?.tunnels ?? []).map(({ local }) => familyOf(local));
  if (wanted.length !== families.length)
    return [
      badField(
        path,
        'Tunnels',
        `${hostName(members[0]?.host ?? host)} has ${wanted.length}, ${hostName(host)} ${families.length}; all members need the same`,
        host,
      ),
    ];
  const mixed = families.findIndex((family) => !wanted.includes(family));
  if (mixed < 0) return [];
  const [one, other] = families[mixed] === 'inet' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
  return [
    badField(
      `${path}.${mixed}.local`,
      'Local address',
      `is ${one}, and ${hostName(members[0]?.host ?? host)} leaves over ${other}; a tunnel needs the same on all members`,
      host,
    ),
  ];
}
