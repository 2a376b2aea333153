/**
 * What a plan, or taking it back, takes away that no table holds: settings of a device, tc, multicast entries, nexthop objects, rules
 * of a namespace. It is asked for only then (`HeldProbe`), and said row by row: nothing of it comes back by itself.
 */
import type { Link } from '../noun/link/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { rollbackOf, type HostPlan } from './plan.ts';
import { simulate, type Step } from '../noun/step.ts';

/** Devices of one namespace by what becomes of them. */
export interface Taken {
  readonly netns: string;
  /** Deleted, or moved elsewhere: everything on them goes. */
  readonly gone: readonly string[];
  /** They leave their bridge, and its multicast entries for them go. */
  readonly released: readonly string[];
  /** They are stopped, and nexthop objects through them go (`nexthop_flush_dev`, 6.18). */
  readonly stopped: readonly string[];
  /** The namespace itself is deleted. */
  readonly whole: boolean;
}

/** Of what was there before. Empty for nearly all plans. */
export function takenBy(before: Tables, plan: HostPlan): readonly Taken[] {
  const steps = [...plan.steps.map(({ step }) => step), ...rollbackOf(plan)];
  if (!steps.some(takes)) return [];
  const fate = new Map<string, 'gone' | 'released' | 'stopped'>();
  const left = new Map(before.link.filter(({ name }) => name !== 'lo').map((link) => [link.key, link]));
  const whole = new Set<string>();
  let tables = before;
  for (const step of steps) {
    if (step.do === 'netns-del' && before.netns.some(({ name }) => name === step.name)) whole.add(step.name);
    const after = simulate(tables, step);
    if (takes(step)) judgeStep(left, after, fate);
    tables = after;
  }
  const links = before.link.filter(({ key }) => fate.has(key));
  return [...new Set([...links.map(({ netns }) => netns), ...whole])].map((netns) => {
    const those = (what: string) =>
      links.filter((one) => one.netns === netns && fate.get(one.key) === what).map(({ name }) => name);
    return {
      netns,
      gone: those('gone'),
      released: those('released'),
      stopped: those('stopped'),
      whole: whole.has(netns),
    };
  });
}

/** What has gone once is another device from then on. */
function judgeStep(left: Map<string, Link>, after: Tables, fate: Map<string, 'gone' | 'released' | 'stopped'>): void {
  const now = new Map(after.link.map((link) => [link.key, link]));
  for (const [key, was] of left) {
    const today = now.get(key);
    if (today === undefined) {
      fate.set(key, 'gone');
      left.delete(key);
    } else if (was.master !== undefined && today.master !== was.master) fate.set(key, 'released');
    else if (was.up && !today.up && !fate.has(key)) fate.set(key, 'stopped');
  }
}

function takes(step: Step): boolean {
  if (step.do === 'link-set-up') return !step.up;
  return ['link-del', 'netns-del', 'link-set-netns', 'link-set-master'].includes(step.do);
}

/** The devices to ask about. */
export function devicesOf({ gone, released, stopped }: Taken): readonly string[] {
  return [...gone, ...released, ...stopped];
}

/** The answer to a `HeldProbe` → what goes, in words. */
export function heldLines(stdout: string, taken: Taken): readonly string[] {
  const parts = sectionsOf(stdout);
  const at = (name: string): string => (taken.netns === '' ? name : `${name} in ${taken.netns}`);
  const settings = settingsOf(parts.get('') ?? '');
  return [
    ...taken.gone.flatMap((dev) => [
      ...ownSettings(settings, dev).map((one) => `link ${at(dev)}: ${one}`),
      ...tcOf(parts.get(`tc ${dev}`) ?? '').map((one) => `link ${at(dev)}: ${one}`),
    ]),
    ...listOf(parts.get('mdb')).flatMap((one) => groupsOf(one, taken, at)),
    ...listOf(parts.get('nexthops')).flatMap((one) => nexthopOf(one, taken, at)),
    ...(taken.whole
      ? ['rules', 'rules6'].flatMap((part) => listOf(parts.get(part)).flatMap((one) => ruleOf(one, taken.netns)))
      : []),
  ];
}

/** Everything before the first `== name` line has the name ''. */
function sectionsOf(stdout: string): ReadonlyMap<string, string> {
  const [first = '', ...others] = stdout.split(/^== /m);
  return new Map([['', first], ...others.map((part) => splitOnce(part, '\n'))]);
}

function splitOnce(text: string, at: string): [string, string] {
  const end = text.indexOf(at);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

/** `ipv4/conf/DEV/NAME:VALUE` → by device, then `ipv4/conf/NAME`. */
function settingsOf(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const settings = new Map<string, Map<string, string>>();
  for (const line of text.split('\n')) {
    const [, folder = '', dev = '', name = '', value = ''] =
      /^(ipv[46]\/(?:conf|neigh))\/([^/]+)\/(\w+):(.*)$/.exec(line) ?? [];
    if (folder === '' || DERIVED.test(`${folder}/${name}`)) continue;
    const own = settings.get(dev) ?? new Map<string, string>();
    settings.set(dev, own.set(`${folder}/${name}`, value));
  }
  return settings;
}

/** Follows the device, is a link's own option, or is the same in another unit. */
const DERIVED =
  /^(ipv6\/conf\/(mtu|addr_gen_mode|stable_secret)|ipv[46]\/neigh\/(base_reachable_time|retrans_time|unres_qlen))$/;
/** More than these of one device are counted: a page of them hides what else is lost. */
const MOST_SETTINGS = 12;

function ownSettings(settings: ReadonlyMap<string, ReadonlyMap<string, string>>, dev: string): readonly string[] {
  const usual = (name: string): string | undefined =>
    settings.get('default')?.get(name) ?? (name.includes('/neigh/') ? settings.get('lo')?.get(name) : undefined);
  const own = [...(settings.get(dev) ?? [])].filter(
    ([name, value]) => usual(name) !== undefined && usual(name) !== value,
  );
  const words = own.map(([name, value]) => `net.${name.replace('/', '.').replace('/', `.${dev}.`)} ${value}`);
  if (words.length <= MOST_SETTINGS) return words;
  return [...words.slice(0, MOST_SETTINGS), `${words.length - MOST_SETTINGS} more settings`];
}

/** The root queue is printed with the link and said there (`losses.ts`). */
function tcOf(text: string): readonly string[] {
  const hooks = [...text.matchAll(/^qdisc (clsact|ingress) /gm)].map(([, kind = '']) => kind);
  const filters = [...text.matchAll(/^filter .* handle /gm)].length;
  if (hooks.length === 0 && filters === 0) return [];
  return [
    `tc ${[...hooks, ...(filters === 0 ? [] : [`with ${filters} ${filters === 1 ? 'filter' : 'filters'}`])].join(' ')}`,
  ];
}

type Item = Readonly<Record<string, unknown>>;

/** A tool that is not there or too old prints nothing, or no JSON: then there is nothing to say of it. */
function listOf(text = ''): readonly Item[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((one): one is Item => typeof one === 'object' && one !== null) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Of `bridge -j mdb show`; learned ones (`temp`) come back by themselves. A vxlan's own name it as port, too. */
function groupsOf({ mdb }: Item, { gone, released }: Taken, at: (name: string) => string): readonly string[] {
  const entries = Array.isArray(mdb) ? (mdb as readonly Item[]) : [];
  const goes = ({ dev, port }: Item): boolean =>
    gone.includes(String(dev)) || gone.includes(String(port)) || released.includes(String(port));
  return entries
    .filter((one) => one['state'] === 'permanent' && goes(one))
    .map(({ dev, port, grp, src, vid, dst }) => {
      const more = Object.entries({ from: src, VLAN: vid, to: dst }).filter(([, value]) => value !== undefined);
      const words = more.map(([name, value]) => ` ${name} ${String(value)}`).join('');
      return `MDB entry ${String(grp)}${words} on ${at(String(port ?? dev))}`;
    });
}

function nexthopOf({ id, dev, gateway }: Item, taken: Taken, at: (name: string) => string): readonly string[] {
  if (![...taken.gone, ...taken.stopped].includes(String(dev))) return [];
  return [
    `nexthop object ${String(id)}${gateway === undefined ? '' : ` via ${String(gateway)}`} on ${at(String(dev))}`,
  ];
}

/** A rule outlives the device it names, but not its namespace, which starts with three (`local`, `main`, `default`). */
function ruleOf({ priority, table, ...rest }: Item, netns: string): readonly string[] {
  if ([0, 32766, 32767].includes(Number(priority))) return [];
  const words = Object.entries(rest).filter(([, value]) => ['string', 'number'].includes(typeof value));
  return [
    `rule ${String(priority)} (${words.map(([name, value]) => `${name} ${String(value)}`).join(' ')}, table ${String(table)}) in ${netns}`,
  ];
}

/** The plan with more that is lost. */
export function losingMore(plan: HostPlan, lines: readonly string[]): HostPlan {
  return lines.length === 0 ? plan : { ...plan, lost: [...(plan.lost ?? []), ...lines] };
}
