import { familyOf } from '../../base/ip.ts';
import { hostName } from '../../base/host.ts';
import { at, finding, inside, type Finding } from '../finding.ts';
import { routeLine, ruleWords, type Taken } from '../lookup.ts';
import { addressAway, isRemovable, removeRoute, removeRule } from '../remove-route.ts';
import type { Endpoint } from '../world.ts';

/** By a rule or a route of its own that leads nowhere, or out of a device that is no cable to anybody. */
export function astrayOf(one: Endpoint, other: Endpoint, ip: string, { route: row, rule }: Taken): Finding | undefined {
  const { host, netns, link, facts } = one;
  if (row.type === 'local' || row.dev === link.name || row.nexthops.length > 0) return undefined;
  const dev = facts.tables.link.find((each) => each.netns === netns && each.name === row.dev);
  // A cable to elsewhere may lead there as well.
  if (row.type === 'unicast' && (dev === undefined || dev.peerNsid !== undefined || dev.kind !== 'veth'))
    return undefined;
  const said = { host, hosts: [other.host], command: at(netns, `ip route get ${ip}`) };
  const what = `Namespace ${netns} of ${hostName(host)} takes what is for ${ip} of ${hostName(other.host)} by`;
  if (rule !== undefined)
    return finding({
      ...{
        ...said,
        code: 'policy-rule',
        table: 'rule',
        entry: `${inside(netns)}${ruleWords(rule)}`,
        line: ruleWords(rule),
      },
      says: `${what} a rule of its own (${ruleWords(rule)}) instead of ${link.name}.`,
      fix: removeRule(host, netns, familyOf(ip), rule),
    });
  const fix = isRemovable(row) ? removeRoute(host, row) : addressAway(one, row);
  return finding({
    ...{
      ...said,
      code: 'route-shadowed',
      table: 'route',
      entry: `${inside(netns)}${routeLine(row)}`,
      line: routeLine(row),
    },
    says: `${what} "${routeLine(row)}" instead of ${link.name}.`,
    ...(fix && { fix }),
  });
}
