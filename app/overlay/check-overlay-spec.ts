/** What can be said against a statement by itself, whatever its hosts are. */
import { familyOf } from '../base/ip.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import type { OverlayMember, OverlaySpec } from './overlay.ts';
import { checkTwice, checkNames } from './check-twice.ts';
import { checkPrefix } from './check-prefix.ts';
import { checkTunnels } from './check-tunnels.ts';
import { checkBridged, checkSubnets } from './check-member-addresses.ts';

export function checkStatement(spec: OverlaySpec): readonly Problem[] {
  const { mode, members, prefixes } = spec;
  if (mode === 'found') return [...checkTwice(members), ...checkFound(members)];
  if (spec.vni === 0) return [badField('vni', 'VNI', 'must be 1 to 16777215')];
  return [
    ...checkOptions(spec),
    ...checkTwice(members),
    ...prefixes.flatMap((prefix, at) => checkPrefix(prefixes, prefix, at)),
    ...members.flatMap((member, at) => checkTunnels(spec, member, at)),
    ...members.flatMap((member, at) =>
      mode === 'bridged' ? checkBridged(spec, member, at) : checkSubnets(spec, member, at),
    ),
    ...members.flatMap((member, at) => checkNames(member, at)),
  ];
}

function checkOptions({ mode, directRouting, mtu, prefixes }: OverlaySpec): readonly Problem[] {
  const bad: Problem[] = [];
  if (directRouting && mode !== 'flannel')
    bad.push(
      badField('directRouting', 'Direct routing', `there is none in a ${mode} overlay; only flannel mode has it`),
    );
  if (mtu < 1280 && prefixes.some((prefix) => familyOf(prefix) === 'inet6'))
    bad.push(badField('mtu', 'MTU', 'IPv6 needs at least 1280 bytes (RFC 8200)'));
  return bad;
}

/** What makes a tunnel that is gone must be among its rows. */
function checkFound(members: readonly OverlayMember[]): readonly Problem[] {
  return members.flatMap(({ host, tunnels, rows = [] }, at) => {
    const made = new Set(rows.map((step) => (step.do === 'link-add-vxlan' ? step.name : '')));
    const without = tunnels.find(({ name }) => !made.has(name));
    if (without === undefined) return [];
    return [
      badField(
        `members.${at}.rows`,
        'Rows',
        `none makes ${without.name}; a "found" overlay keeps what was there when it was adopted, and takes in no other host`,
        host,
      ),
    ];
  });
}
