/** What can be wrong with the options of a vxlan device. */
import { familyOf, isMulticast } from '../../base/ip.ts';
import type { VxlanOptions } from './row.ts';
import { placeText, tunnelsMadeIn } from './holder.ts';
import { DEFAULT_AGEING, type VxlanSpec } from './steps.ts';
import type { Problem } from '../../problem/problem.ts';
import { missingInKernel, missingSince } from './available.ts';
import { linkAt, note, wrong, type EditFacts } from '../edit-item.ts';
import { unavailable } from '../unavailable.ts';

type Option = keyof VxlanSpec;

/** `options` are those that were asked for or changed: only they can be new to this host's `ip`. */
export function checkVxlan(
  spec: VxlanSpec,
  options: readonly Option[],
  at: { readonly netns: string; readonly name: string },
  facts: EditFacts,
): readonly Problem[] {
  const old = options.flatMap((option) => {
    const since = spec[option] === undefined ? undefined : missingSince(facts.iproute, option);
    if (since !== undefined) return [unavailable(facts, `vxlan.${option}`, option, since)];
    if (spec[option] === undefined || !missingInKernel(facts.iproute, facts.tables.link, option)) return [];
    return [wrong(facts, `vxlan.${option}`, option, 'this kernel does not have it')];
  });
  return [...old, ...combinations(spec, facts), ...ends(spec, at.netns, facts), ...taken(spec, at, facts)];
}

/** `none` is 0, which the kernel takes for "not given" (`vxlan_config_apply`, seen on 6.18). */
export function ageingNote(asked: Partial<VxlanSpec>, dev: string, facts: EditFacts): readonly Problem[] {
  if (asked.ageing !== 0) return [];
  return [note(facts, 'ageing-not-never', 'vxlan.ageing', { dev, seconds: DEFAULT_AGEING })];
}

export function familyOfSpec({
  remote,
  group,
  local,
}: Pick<VxlanOptions, 'remote' | 'group' | 'local'>): 'inet' | 'inet6' | undefined {
  const address = remote ?? group ?? local;
  return address === undefined ? undefined : familyOf(address);
}

/** ip/iplink_vxlan.c. */
function combinations(spec: VxlanSpec, facts: EditFacts): readonly Problem[] {
  const { vni, external, vnifilter, group, remote, dev, flowlabel } = spec;
  const bad = (option: Option, reason: string): Problem => wrong(facts, `vxlan.${option}`, option, reason);
  const found: Problem[] = [];
  if (external === true && vni !== undefined) found.push(bad('vni', 'an external device has no VNI of its own'));
  if (external !== true && vni === undefined) found.push(bad('vni', 'is required'));
  if (external === true && (remote ?? group) !== undefined)
    found.push(bad(remote === undefined ? 'group' : 'remote', 'an external device gets the far end with each packet'));
  if (vnifilter === true && external !== true) found.push(bad('vnifilter', 'needs external'));
  if (group !== undefined && remote !== undefined) found.push(bad('group', 'excludes remote'));
  if (group !== undefined && dev === undefined) found.push(bad('group', 'needs an underlay device'));
  if (flowlabel !== undefined && familyOfSpec(spec) !== 'inet6') found.push(bad('flowlabel', 'only IPv6 has one'));
  if (group !== undefined && !isMulticast(group))
    found.push(bad('group', 'must be a multicast address; a single far end is remote'));
  if (remote !== undefined && isMulticast(remote))
    found.push(bad('remote', 'is a multicast address, which is a group'));
  return found;
}

function ends(spec: VxlanSpec, netns: string, facts: EditFacts): readonly Problem[] {
  const { local, dev, remote, group } = spec;
  const far = remote ?? group;
  if (far !== undefined && local !== undefined && familyOf(far) !== familyOf(local))
    return [wrong(facts, 'vxlan.local', 'local', 'must be of the same family as the far end')];
  const missing = dev !== undefined && linkAt(facts, netns, dev) === undefined;
  return missing ? [wrong(facts, 'vxlan.dev', 'dev', `there is no ${dev}`)] : [];
}

/** One device a VNI, port and family; an external one takes its port whole, for both families. */
function taken(
  spec: VxlanSpec,
  at: { readonly netns: string; readonly name: string },
  facts: EditFacts,
): readonly Problem[] {
  const others = tunnelsMadeIn(facts.tables, at.netns)
    .filter(
      ({ link }) =>
        !(link.name === at.name && link.netns === at.netns) &&
        link.vxlan.dstport === spec.dstport &&
        sharesFamily(link.vxlan, spec),
    )
    .map(({ link, sure }) => ({ name: placeText(link, at.netns), vxlan: link.vxlan, sure }));
  const [first] = others;
  if (spec.external === true && first !== undefined)
    return [
      wrong(
        facts,
        'vxlan.dstport',
        'dstport',
        `${spec.dstport} is taken by ${first.name}, and an external device takes it whole`,
      ),
    ];
  const same = others.find(({ vxlan }) => vxlan.external !== true && vxlan.vni === spec.vni);
  if (same !== undefined)
    return [
      {
        ...wrong(facts, 'vxlan.vni', 'VNI', `${spec.vni} on port ${spec.dstport} is taken by ${same.name}`),
        severity: same.sure ? 'error' : 'warning',
      },
    ];
  const otherwise = others.flatMap(({ name, vxlan }) =>
    RECEIVING.filter((option) => (vxlan[option] === true) !== (spec[option] === true)).map((option) => ({
      name,
      option,
    })),
  );
  return otherwise
    .slice(0, 1)
    .map(({ name, option }) =>
      wrong(
        facts,
        'vxlan.dstport',
        'dstport',
        `${spec.dstport} is taken by ${name}, and devices on one port must have the same ${option}`,
      ),
    );
}

/** Devices share a socket only where these are the same (`VXLAN_F_RCV_FLAGS`, `vxlan_find_sock`); else the second cannot be started. */
const RECEIVING = ['external', 'gbp', 'gpe', 'udp6zerocsumrx', 'remcsumrx'] as const;

function sharesFamily(a: VxlanOptions, b: VxlanSpec): boolean {
  return a.external === true || b.external === true || (familyOfSpec(a) ?? 'inet') === (familyOfSpec(b) ?? 'inet');
}
