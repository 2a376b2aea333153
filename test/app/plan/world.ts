/** What the kernel would accept, and comparing two worlds. */
import { forwardKey } from '../../../app/model/forward.ts';
import { EMPTY_TABLES, TABLE_NAMES, type Tables } from '../../../app/model/snapshot.ts';
import { sysctlKey } from '../../../app/model/sysctl.ts';
import { findLink } from '../../../app/plan/link.ts';
import { newLink } from '../../../app/plan/link-rows.ts';
import { makes, needs } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/plan/step.ts';

export const START: Tables = {
  ...EMPTY_TABLES,
  link: [newLink({ netns: '', name: 'lo', kind: 'loopback', addrgenmode: 'eui64' })],
  sysctl: [{ key: sysctlKey('', 'net.ipv4.ip_forward'), netns: '', name: 'net.ipv4.ip_forward', value: '0' }],
  forward: [{ key: forwardKey('', 'inet'), netns: '', family: 'inet', policy: 'DROP', rules: ['-A FORWARD -j DROP'] }],
};

/** The steps of the list that a kernel would do, one after the other. */
export function feasible(
  start: Tables,
  steps: readonly Step[],
): { readonly steps: readonly Step[]; readonly after: Tables } {
  let after = start;
  const done: Step[] = [];
  for (const step of steps) {
    if (!isFeasible(after, step)) continue;
    after = simulate(after, step);
    done.push(step);
  }
  return { steps: done, after };
}

function isFeasible(tables: Tables, step: Step): boolean {
  const made = makes(step);
  if (new Set(made).size !== made.length || made.some((place) => exists(tables, place))) return false;
  if (!needs(step).every((place) => exists(tables, place))) return false;
  if (step.do === 'link-set-master' && step.name === step.master) return false;
  if (step.do === 'link-set-vxlan') return kindOf(tables, step) === 'vxlan';
  if (step.do === 'link-set-bridge' && step.set.vlanDefaultPvid !== undefined)
    return hasVlans(tables, { ...step, dev: step.name, self: true });
  if (step.do === 'link-set-bridge') return kindOf(tables, step) === 'bridge';
  if (step.do === 'vlan-add' || step.do === 'vlan-del') return hasVlans(tables, step);
  if (step.do === 'port-set') return findLink(tables, step)?.master !== undefined;
  if (step.do === 'link-set-netns')
    return kindOf(tables, step) === 'veth' && findLink(tables, { netns: step.to, name: step.name }) === undefined;
  if (step.do === 'link-set-master' && step.master !== null)
    return (
      kindOf(tables, step) !== 'bridge' &&
      kindOf(tables, step) !== 'loopback' &&
      kindOf(tables, { netns: step.netns, name: step.master }) === 'bridge'
    );
  if (step.do === 'link-set-mac')
    return tables.link.some((row) => row.name === step.name && row.netns === step.netns && row.mac !== undefined);
  return acceptsEntry(tables, step);
}

/** A port of a bridge that can have VLANs, or that bridge itself. */
function hasVlans(
  tables: Tables,
  { netns, dev, self = false }: { readonly netns: string; readonly dev: string; readonly self?: boolean },
): boolean {
  const link = findLink(tables, { netns, name: dev });
  const bridge = self ? link : findLink(tables, { netns, name: link?.master ?? '' });
  return bridge?.bridge !== undefined && 'vlan_default_pvid' in bridge.bridge.options;
}

/** `add` refuses what is there, `del` what is not (EEXIST, ENOENT); an append to a unicast MAC does nothing. */
function acceptsEntry(tables: Tables, step: Step): boolean {
  if (
    'owner' in step &&
    step.owner === 'master' &&
    findLink(tables, step.netns === undefined ? { netns: '', name: step.dev } : { netns: step.netns, name: step.dev })
      ?.master === undefined
  )
    return false;
  // A flood entry is a vxlan's; the default one of its remote is the kernel's business.
  if ('owner' in step && step.owner === 'self' && kindOf(tables, { netns: step.netns, name: step.dev }) !== 'vxlan')
    return false;
  if (step.do === 'fdb-add')
    return !tables.fdb.some((row) => row.netns === step.netns && row.dev === step.dev && row.mac === step.mac);
  if (step.do === 'route-add') return !tables.route.some((row) => row.netns === step.netns && row.dst === step.dst);
  if (step.do === 'neighbour-add')
    return !tables.neighbour.some((row) => row.netns === step.netns && row.dev === step.dev && row.dst === step.dst);
  return true;
}

function kindOf(tables: Tables, at: { readonly netns: string; readonly name: string }): string | undefined {
  return findLink(tables, at)?.kind;
}

function exists(tables: Tables, place: string): boolean {
  const [kind = '', ...rest] = place.split(' ');
  const key = rest.join(' ');
  return kind === 'netns' ? tables.netns.some((row) => row.name === key) : tables.link.some((row) => row.key === key);
}

/** Order apart, and what is undefined apart. */
export function sorted(tables: Tables): unknown {
  const plain = JSON.parse(JSON.stringify(tables)) as Record<string, { key: string }[]>;
  return Object.fromEntries(
    TABLE_NAMES.map((table) => [table, [...(plain[table] ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1))]),
  );
}
