/** What of a host is to be there again after a reboot, and the steps that make it on a host without it. */
import * as v from 'valibot';
import { ownerOfDevice, ownerOfNetns } from '../noun/foreign.ts';
import type { Link } from '../noun/link/row.ts';
import { dropRows } from '../noun/draft.ts';
import { NOUNS } from '../noun/nouns.ts';
import { EMPTY_TABLES, type Row, type Tables } from '../noun/snapshot.ts';
import { Ifname, NetnsName } from '../base/field.ts';
import { peerOf } from '../noun/link/rows.ts';
import { restore } from '../plan/restore.ts';
import { canMake } from '../noun/link/again.ts';
import type { Step } from '../noun/step.ts';
import { SYSCTL_NAMES } from '../noun/sysctl/steps.ts';
import { PERSIST_NAME } from '../noun/file/paths.ts';

export const PersistSelection = v.strictObject({
  /** Of the overlay, or `host`: part of the names of the files. */
  name: v.pipe(v.string(), v.regex(PERSIST_NAME, 'must be 1 to 32 letters, digits, "_" or "-"')),
  /**
   * Devices in the host's own namespace, with what is set on them, the other ends of their cables and the namespaces
   * those lie in; `all` is every device that can be made and that no other program keeps.
   */
  links: v.union([v.literal('all'), v.array(Ifname)]),
  /** Named namespaces as a whole, besides those that the cables lead to. */
  namespaces: v.optional(v.array(NetnsName)),
});
export type PersistSelection = v.InferOutput<typeof PersistSelection>;

/** The steps in an order that works, on a host that has only its own devices. */
export function stepsOf(tables: Tables, selection: PersistSelection): readonly Step[] {
  const chosen = choose(tables, selection);
  return [
    ...withoutPassing(restore(chosen.tables, EMPTY_TABLES)),
    ...settings(chosen.tables, selection.links === 'all'),
    ...forwards(tables, chosen.names),
  ];
}

/** A route that only leads to a gateway while another is made has no place among what is kept. */
function withoutPassing(steps: readonly Step[]): readonly Step[] {
  const gone = new Set(steps.flatMap((step) => (step.do === 'route-del' ? [placeOf(step)] : [])));
  return steps.filter((step) => !(step.do === 'route-add' || step.do === 'route-del') || !gone.has(placeOf(step)));
}

function placeOf({ netns, dst, dev }: Extract<Step, { do: 'route-add' | 'route-del' }>): string {
  return `${netns}|${dst}|${dev ?? ''}`;
}

/** Names that the selection holds and the host does not have. */
export function missingLinks(tables: Tables, { links }: PersistSelection): readonly string[] {
  if (links === 'all') return [];
  return links.filter((name) => !tables.link.some((link) => link.netns === '' && link.name === name));
}

interface Chosen {
  readonly tables: Tables;
  readonly names: ReadonlySet<string>;
}

export function choose(tables: Tables, selection: PersistSelection): Chosen {
  const near = tables.link.filter((link) => link.netns === '' && isWanted(tables, link, selection));
  const far = near.flatMap((link) => peerOf(tables, link) ?? []);
  const netns = new Set(
    [...(selection.namespaces ?? []), ...wholeNetns(tables, selection), ...far.map((link) => link.netns)].filter(
      (name) => name !== '',
    ),
  );
  const own = new Set([...near, ...far].map(({ key }) => key));
  const names = new Set([...near, ...far].filter((link) => link.netns === '').map(({ name }) => name));
  const link = tables.link.filter((row) => own.has(row.key) || netns.has(row.netns));
  return { names, tables: { ...rowsOn(tables, names, netns, selection.links === 'all'), link } };
}

/** Rows of every noun that is kept: on these devices of the host, on none where the whole host is kept, or in these namespaces. */
function rowsOn(tables: Tables, names: ReadonlySet<string>, netns: ReadonlySet<string>, whole: boolean): Tables {
  const kept = NOUNS.reduce<Tables>((left, { id, kept: isKept, row: facts }) => {
    const devices = facts.devices as (row: Row) => readonly string[];
    const stays = (row: Row): boolean => {
      if (!('netns' in row)) return netns.has(row.name);
      if (row.netns !== '') return netns.has(row.netns);
      const on = devices(row);
      return on.length === 0 ? whole : on.every((dev) => names.has(dev));
    };
    return dropRows(left, id, (row: Row) => typeof isKept !== 'string' || !stays(row));
  }, tables);
  // What the host itself is told is asked for where the steps are put together: `settings`, `forwards`.
  return { ...kept, sysctl: tables.sysctl.filter((row) => netns.has(row.netns) || row.netns === '') };
}

function isWanted(tables: Tables, link: Link, { links }: PersistSelection): boolean {
  if (links !== 'all') return links.includes(link.name);
  return ownerOfDevice(link) === undefined && canMake(tables, link);
}

function wholeNetns(tables: Tables, { links }: PersistSelection): readonly string[] {
  if (links !== 'all') return [];
  return tables.netns.map(({ name }) => name).filter((name) => ownerOfNetns(name) === undefined);
}

/** Forwarding of the host itself, where what is kept routes; `restore` brings back that of the namespaces. */
function settings({ sysctl, route }: Tables, whole: boolean): readonly Step[] {
  const routes = (family: string): boolean =>
    whole || route.some((row) => row.netns === '' && row.family === family && row.gateway !== undefined);
  return SYSCTL_NAMES.flatMap((name): Step[] => {
    const on = sysctl.some((row) => row.netns === '' && row.name === name && row.value === '1');
    const needed = routes(name.startsWith('net.ipv6') ? 'inet6' : 'inet');
    return on && needed ? [{ do: 'sysctl-set', netns: '', name, value: '1' }] : [];
  });
}

/** Accept rules as we write them, for a device of the selection. */
function forwards({ forward }: Tables, names: ReadonlySet<string>): readonly Step[] {
  return forward.flatMap(({ family, rules }) =>
    rules.flatMap((rule): Step[] => {
      const [, from = '', to = ''] = /^-A FORWARD -i (\S+) -o (\S+) -j ACCEPT$/.exec(rule) ?? [];
      const ours = names.has(from) || names.has(to);
      const valid = v.is(Ifname, from) && v.is(Ifname, to);
      return ours && valid ? [{ do: 'forward-accept-add', netns: '', family, in: from, out: to }] : [];
    }),
  );
}
