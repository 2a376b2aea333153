/** What one member's host, as it is now, says against a statement. The overlay's own devices and entries are not held against it. */
import { ownerOfLink, ownerOfNetns } from '../noun/foreign.ts';
import { hostName } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { canonicalIp, familyOf, networkOf } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import { placeText, tunnelFamily, tunnelsMadeIn } from '../noun/vxlan/holder.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import { prefixHolder } from './free.ts';
import { foreignTunnel } from './member-devices.ts';
import type { MemberTunnel, OverlayMember, OverlaySpec } from './overlay.ts';
import { overheadOf } from './underlay.ts';
import { identityText } from '../plan/ours.ts';
import { memberFacts } from './wanted-member.ts';

export interface HostFacts {
  readonly spec: OverlaySpec;
  /** The same host as it was stated last. */
  readonly last?: OverlayMember;
  readonly before?: OverlaySpec;
  readonly member: OverlayMember;
  readonly path: string;
  readonly tables: Tables;
}

export function checkHost(facts: HostFacts): readonly Problem[] {
  const foreign = checkForeign(facts);
  if (foreign.length > 0) return foreign;
  if (facts.spec.mode === 'found') return [];
  return [
    ...checkUnderlay(facts),
    ...facts.member.tunnels.flatMap((one, at) => checkVni(facts, one, at)),
    ...checkNames(facts),
    ...checkPrefixes(facts),
  ];
}

function checkForeign({ member, path }: HostFacts): readonly Problem[] {
  const { host, tunnels, bridge, endpoint } = member;
  const names = [
    ...tunnels.map(({ name }, at) => [`${path}.tunnels.${at}.name`, name, ownerOfLink(name)] as const),
    [`${path}.bridge`, bridge, ownerOfLink(bridge)] as const,
    ...(endpoint === null
      ? []
      : [
          [`${path}.endpoint.port`, endpoint.port, ownerOfLink(endpoint.port)] as const,
          [`${path}.endpoint.netns`, endpoint.netns, ownerOfNetns(endpoint.netns)] as const,
        ]),
  ];
  return names.flatMap(([field, name, owner]): readonly Problem[] =>
    owner === undefined
      ? []
      : [{ code: 'foreign-device', severity: 'error', where: { host, field }, facts: { name, owner }, retry: false }],
  );
}

function checkUnderlay({ spec, member, path, tables }: HostFacts): readonly Problem[] {
  const { host, dev, tunnels } = member;
  const who = hostName(host);
  const link = findLink(tables, { netns: HOST_NETNS, name: dev });
  if (link === undefined) return [badField(`${path}.dev`, 'Underlay device', `${who} has no ${dev}`, host)];
  const missing = tunnels.flatMap(({ local }, at) => {
    const has = tables.address.some(
      (row) => row.netns === HOST_NETNS && row.dev === dev && row.local === canonicalIp(local),
    );
    return has
      ? []
      : [badField(`${path}.tunnels.${at}.local`, 'Local address', `${dev} of ${who} does not have ${local}`, host)];
  });
  if (missing.length > 0) return missing;
  if (!link.up) return [badField(`${path}.dev`, 'Underlay device', `${dev} of ${who} is down`, host)];
  const overhead = Math.max(...tunnels.map(({ local }) => overheadOf(local)));
  const most = link.mtu - overhead;
  // A tunnel without `dev` is made with 1500 by the kernel: what is declared as it stands is not asked to change.
  const stands = (name: string): boolean => findLink(tables, { netns: HOST_NETNS, name })?.mtu === spec.mtu;
  if (spec.mtu <= most || tunnels.every(({ name }) => stands(name))) return [];
  return [
    badField(
      'mtu',
      'MTU',
      `at most ${most} fits: ${dev} of ${who} carries ${link.mtu} bytes and VXLAN adds ${overhead}`,
      host,
    ),
  ];
}

/** One device a VNI, port and family (the kernel); an external one takes its port whole. */
function checkVni({ spec, member, last, tables }: HostFacts, { local }: MemberTunnel, at: number): readonly Problem[] {
  const { host, tunnels } = member;
  const own = new Set([...tunnels, ...(last?.tunnels ?? [])].map(({ name }) => name));
  const found = tunnelsMadeIn(tables, HOST_NETNS).find(({ link: { netns, name, vxlan } }) => {
    if ((netns === HOST_NETNS && own.has(name)) || vxlan.dstport !== spec.port) return false;
    return vxlan.external === true || (tunnelFamily(vxlan) === familyOf(local) && vxlan.vni === spec.vni);
  });
  if (found === undefined || at > 0) return [];
  const holder = { ...found.link, name: placeText(found.link, HOST_NETNS) };
  return holder.vxlan.external === true
    ? [
        badField(
          'port',
          'UDP port',
          `${spec.port} is taken whole by ${holder.name} (external) on ${hostName(host)}`,
          host,
        ),
      ]
    : [
        {
          ...badField('vni', 'VNI', `${spec.vni} is taken by ${holder.name} on ${hostName(host)}`, host),
          severity: found.sure ? 'error' : 'warning',
        },
      ];
}

interface Name {
  readonly field: string;
  readonly label: string;
  readonly name: string;
  readonly kind: string;
  /** Stated last under this name. */
  readonly ours: boolean;
}

/** A name may stand for what was stated last, or for a host that already looks as stated; never for another thing. */
function checkNames(facts: HostFacts): readonly Problem[] {
  const { member, path, tables, last } = facts;
  const { host, endpoint } = member;
  const known = looksStated(facts);
  const links = namesOf(facts).flatMap(({ field, label, name, kind, ours }) => {
    const link = findLink(tables, { netns: HOST_NETNS, name });
    if (link === undefined || ((known || (ours && !isTakenOver(facts, name))) && link.kind === kind)) return [];
    return [
      badField(
        field,
        label,
        `${hostName(host)} already has ${identityText(link)}, which this overlay did not make`,
        host,
      ),
    ];
  });
  const namespace = endpoint !== null && tables.netns.some(({ name }) => name === endpoint.netns);
  if (!namespace || known || last?.endpoint?.netns === endpoint.netns) return links;
  return [
    ...links,
    badField(
      `${path}.endpoint.netns`,
      'Namespace',
      `${hostName(host)} already has a namespace ${endpoint.netns}`,
      host,
    ),
  ];
}

/** A name that was stated last may stand for another's device by now: no repair changes or removes that. */
function isTakenOver({ before, last, tables, spec, member }: HostFacts, name: string): boolean {
  const then = before && last && memberFacts(before, last.host, tables);
  const now = memberFacts(spec, member.host, tables);
  if (then === undefined || now === undefined) return false;
  const tunnels = [then, now].flatMap((facts) =>
    facts.member.tunnels.filter((one) => one.name === name).map((one) => foreignTunnel(facts, one)),
  );
  return tunnels.length > 0 && tunnels.every((foreign) => foreign !== undefined);
}

function namesOf({ member, path, last }: HostFacts): readonly Name[] {
  const { tunnels, bridge, endpoint } = member;
  const port =
    endpoint === null
      ? []
      : [
          {
            field: `${path}.endpoint.port`,
            label: 'Veth on the bridge',
            name: endpoint.port,
            kind: 'veth',
            ours: last?.endpoint?.port === endpoint.port,
          },
        ];
  return [
    ...tunnels.map(({ name }, at) => ({
      field: `${path}.tunnels.${at}.name`,
      label: 'Tunnel device',
      name,
      kind: 'vxlan',
      ours: last?.tunnels.some((one) => one.name === name) ?? false,
    })),
    { field: `${path}.bridge`, label: 'Bridge', name: bridge, kind: 'bridge', ours: last?.bridge === bridge },
    ...port,
  ];
}

/** Built from the same statement before, by hand or from another workstation. */
function looksStated({ spec, member, tables }: HostFacts): boolean {
  return member.tunnels.every(({ name, local }) => {
    const vxlan = findLink(tables, { netns: HOST_NETNS, name })?.vxlan;
    return vxlan?.vni === spec.vni && vxlan.dstport === spec.port && vxlan.local === canonicalIp(local);
  });
}

/** A prefix that covers the underlay, or anything else the host has, would capture its traffic. */
function checkPrefixes(facts: HostFacts): readonly Problem[] {
  const { spec, member } = facts;
  const rest = withoutOwn(facts);
  return spec.prefixes.flatMap((prefix, at) => {
    const holder = prefixHolder(rest, networkOf(prefix));
    if (holder === undefined) return [];
    const reason = `${prefix} overlaps ${holder.prefix} of ${holder.dev} on ${hostName(member.host)}`;
    return [badField(`prefixes.${at}`, 'Prefix', reason, member.host)];
  });
}

/** The host without what this overlay has on it, today or by what was stated last; routes past the tunnel are known by their subnet. */
function withoutOwn({ spec, before, member, last, tables }: HostFacts): Tables {
  const members = [member, ...(last === undefined ? [] : [last])];
  const devices = new Set(
    members.flatMap(({ tunnels, bridge, endpoint }) => [
      ...tunnels.map(({ name }) => name),
      bridge,
      ...(endpoint === null ? [] : [endpoint.port]),
    ]),
  );
  const inside = new Set(members.flatMap(({ endpoint }) => endpoint?.netns ?? []));
  const subnets = new Set([...spec.members, ...(before?.members ?? [])].flatMap((one) => one.subnets.map(networkOf)));
  const isOwn = ({ netns, dev }: { readonly netns: string; readonly dev?: string }): boolean =>
    inside.has(netns) || (netns === HOST_NETNS && dev !== undefined && devices.has(dev));
  return {
    ...tables,
    address: tables.address.filter((row) => !isOwn(row)),
    route: tables.route.filter((row) => !isOwn(row) && !(row.gateway !== undefined && subnets.has(row.dst))),
  };
}
