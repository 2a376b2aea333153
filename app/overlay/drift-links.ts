/** The links of a member that are missing or not as stated, and what changes them. */
import { linkKey, type Link } from '../noun/link/row.ts';
import { isInPlace } from '../noun/vxlan/edit.ts';
import { familyOf } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import type { Step } from '../noun/step.ts';
import { hasOptions, type VxlanChange, type VxlanSpec } from '../noun/vxlan/steps.ts';
import { finding, type Finding } from './drift-finding.ts';
import { wantedLinks, type WantedLink } from './wanted-links.ts';
import type { MemberFacts } from './wanted-member.ts';

export function linkFindings(facts: MemberFacts): readonly Finding[] {
  return [
    ...namespace(facts),
    ...wantedLinks(facts).flatMap((wanted) => linkFinding(facts, wanted)),
    ...halfCable(facts),
  ];
}

function namespace({ member, tables }: MemberFacts): readonly Finding[] {
  const { host, endpoint } = member;
  if (endpoint === null || tables.netns.some(({ name }) => name === endpoint.netns)) return [];
  const what = `namespace ${endpoint.netns}`;
  return [finding(host, { kind: 'missing', table: 'netns', id: endpoint.netns, what })];
}

export function linkFinding({ member: { host }, tables }: MemberFacts, wanted: WantedLink): readonly Finding[] {
  const { name, label, kind } = wanted;
  const id = linkKey(wanted.netns, name);
  const link = findLink(tables, wanted);
  if (link === undefined) return [finding(host, { kind: 'missing', table: 'link', id, what: `${label} ${name}` })];
  if (link.kind !== kind) {
    const differs = { wanted: `a ${kind}`, present: `a ${link.kind}` };
    return [
      finding(host, { kind: 'different', table: 'link', id, row: link.key, what: `${label} ${name}`, ...differs }),
    ];
  }
  return withoutHalves(faultsOf(wanted, link)).map(({ property, ...fault }) =>
    finding(host, {
      kind: 'different',
      table: 'link',
      id: `${id}|${property}`,
      row: link.key,
      what: `${property} of ${name}${placeOf(wanted)}`,
      ...fault,
    }),
  );
}

/** Containers all call theirs eth0: which one is said where it is not the host's own. */
function placeOf({ netns }: WantedLink): string {
  return netns === '' ? '' : ` in ${netns}`;
}

/** A device that is made again needs no other change before. */
function withoutHalves(faults: readonly Fault[]): readonly Fault[] {
  const again = faults.find(({ first }) => first.some(({ do: verb }) => verb === 'link-del'));
  return again === undefined ? faults : faults.map((fault) => ({ ...fault, first: again.first }));
}

interface Fault {
  readonly property: string;
  readonly wanted: string;
  readonly present: string;
  readonly first: readonly Step[];
}

function faultsOf(wanted: WantedLink, link: Link): readonly Fault[] {
  const { netns, name, mac, mtu, master } = wanted;
  const at = { netns, name };
  const faults: Fault[] = optionFaults(wanted, link);
  const say = (property: string, value: string, present: string, ...first: readonly Step[]): void => {
    faults.push({ property, wanted: value, present, first });
  };
  if (mac !== undefined && link.mac !== mac) say('MAC', mac, link.mac ?? 'none', { do: 'link-set-mac', ...at, mac });
  if (link.mtu !== mtu) say('MTU', String(mtu), String(link.mtu), { do: 'link-set-mtu', ...at, mtu });
  // It becomes a port by its wish, when the bridge is there.
  if (master !== undefined && (link.master ?? null) !== master)
    say(
      'bridge',
      master ?? 'none',
      link.master ?? 'none',
      ...(master === null ? [{ do: 'link-set-master', ...at, master } as const] : []),
    );
  if (!link.up && wanted.up !== false) say('state', 'up', 'down', { do: 'link-set-up', ...at, up: true });
  return faults;
}

/** Options that differ: changed in place where the kernel does that, else the device goes, and is made again by its wish. */
function optionFaults({ netns, name, vxlan }: WantedLink, link: Link): Fault[] {
  const real = link.vxlan;
  if (vxlan === undefined || real === undefined) return [];
  const wanted: VxlanSpec = { ...vxlan, ...farEnd(vxlan, real) };
  const changed = OPTIONS.filter(
    (option) => wanted[option] !== undefined && !hasOptions(real, { [option]: wanted[option] }),
  );
  return changed.map((option) => {
    const set: VxlanChange = { [option]: wanted[option] };
    const first: Step = isInPlace(option, real, wanted)
      ? { do: 'link-set-vxlan', netns, name, set }
      : { do: 'link-del', netns, name };
    return {
      property: LABELS[option],
      wanted: textOf(wanted[option]),
      present: presentText(option, real),
      first: [first],
    };
  });
}

const OPTIONS = ['vni', 'dstport', 'local', 'dev', 'remote', 'group', 'learning', 'gbp', 'external'] as const;
const LABELS: Readonly<Record<(typeof OPTIONS)[number], string>> = {
  ...{
    vni: 'VNI',
    dstport: 'UDP port',
    local: 'local address',
    dev: 'underlay device',
    remote: 'remote',
    group: 'multicast group',
  },
  ...{ learning: 'learning', gbp: 'GBP', external: 'external mode' },
};

/** A far end that is not stated must not be there: it would get what is flooded. `remote` is the kernel's word for both kinds. */
function farEnd(wanted: VxlanSpec, real: NonNullable<Link['vxlan']>): Partial<VxlanSpec> {
  const far = real.remote ?? real.group;
  const none = familyOf(far ?? '') === 'inet6' ? '::' : '0.0.0.0';
  return {
    ...((wanted.remote ?? wanted.group) === undefined && far !== undefined && { remote: none }),
    ...(real.external === true && wanted.external !== true && { external: false }),
  };
}

function presentText(option: (typeof OPTIONS)[number], real: NonNullable<Link['vxlan']>): string {
  if (option === 'remote') return textOf(real.remote ?? real.group);
  return option === 'learning' ? textOf(real.learning ?? true) : textOf(real[option]);
}

function textOf(value: unknown): string {
  if (value === undefined || value === '0.0.0.0' || value === '::') return 'none';
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** One end of a cable without the other leads nowhere, and stands in the way of a new one. */
function halfCable({ member, tables }: MemberFacts): readonly Finding[] {
  const { host, endpoint } = member;
  if (endpoint === null) return [];
  const ends = [
    { netns: '', name: endpoint.port },
    { netns: endpoint.netns, name: endpoint.dev },
  ] as const;
  const there = ends.filter((end) => findLink(tables, end)?.kind === 'veth');
  const [only] = there;
  if (only === undefined || there.length === 2) return [];
  const row = linkKey(only.netns, only.name);
  const what = `${only.name}, an end of another cable`;
  const first = [{ do: 'link-del', ...only } as const];
  return [finding(host, { kind: 'extra', table: 'link', id: `${row}|end`, row, what, first })];
}
