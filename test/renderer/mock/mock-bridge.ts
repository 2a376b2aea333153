import type { CommandRecord } from '../../../app/problem/command.ts';
import type { FeedRow, TableChange } from '../../../app/contract/feed.ts';
import { FEED_SLICE } from '../../../app/contract/feed.ts';
import type { AppState, Bridge, EventName, Events, LabView } from '../../../app/contract/ipc.ts';
import type { DeclaredOverlay } from '../../../app/contract/overlay-view.ts';
import { specOfLink } from '../../../app/overlay/link-spec.ts';
import type { Settings } from '../../../app/contract/settings.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { Host } from '../../../app/contract/host.ts';
import { hostKind, hostName } from '../../../app/base/host.ts';
import { TABLE_NAMES, type Row, type TableName, type Tables } from '../../../app/noun/snapshot.ts';
import type { Problem } from '../../../app/problem/problem.ts';
import { previewOf } from './preview.ts';
import { fdb, labHost, manyFdb, workstation } from './rows.ts';
import { withVlans } from './vlans.ts';

type Listener = (payload: never) => void;

/** Everything that one call or another brings along. */
interface Arguments extends Partial<Settings> {
  readonly host: HostId;
  readonly table: TableName;
  readonly key: string;
  readonly keep: boolean;
}

/** A main process without a machine: answers every call from memory. The address's query chooses what there is. */
export class MockMain implements Bridge {
  readonly #query: URLSearchParams;
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #tables = new Map<HostId, Tables>();
  readonly #seq = new Map<HostId, number>();
  readonly #commands: CommandRecord[] = [];
  #hosts: Host[] = [];
  #settings: Settings;
  #lab: LabView = { running: true, outlives: false, owned: true };
  readonly calls: { name: string; argument: unknown }[] = [];

  constructor(query: URLSearchParams) {
    this.#query = query;
    this.#settings = {
      theme: (query.get('theme') ?? 'system') as Settings['theme'],
      zoom: 1,
      railWidth: 240,
      inspectorWidth: 360,
      inspectorOpen: query.has('inspector'),
      drawerHeight: 220,
      drawerOpen: query.has('drawer'),
      keepLab: false,
      tables: {},
    };
    if (query.has('empty')) this.#lab = { running: false, outlives: false, owned: false };
    else this.#startLab();
    this.#add('local', workstation(), { writable: false, why: 'This computer can only be looked at in this version' });
    this.#record(query.has('fail') ? 400 : 40);
  }

  async call(name: string, argument?: unknown): Promise<never> {
    this.calls.push({ name, argument });
    const value = await this.#answer(name, (argument ?? {}) as Arguments);
    return (
      value !== undefined && typeof value === 'object' && value !== null && 'code' in value
        ? { ok: false, problem: value }
        : { ok: true, value }
    ) as never;
  }

  on<E extends EventName>(name: E, listener: (payload: Events[E]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set.add(listener as Listener));
    return () => set.delete(listener as Listener);
  }

  emit<E extends EventName>(name: E, payload: Events[E]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
  }

  /** A change in the kernel, as the feed tells it. */
  change(host: HostId, changes: readonly TableChange[], skip = 0): void {
    const seq = (this.#seq.get(host) ?? 0) + 1 + skip;
    this.#seq.set(host, seq);
    this.emit('feed', { host, seq, reset: false, complete: true, at: Date.now(), changes });
  }

  addFdb(host: HostId, mac: string): void {
    this.change(host, [
      { table: 'fdb', upsert: [withoutRaw(fdb({ dev: 'vx100', mac, dst: '192.168.64.12' }))], remove: [] },
    ]);
  }

  setHost(id: HostId, change: Partial<Host>): void {
    this.#hosts = this.#hosts.map((host) => (host.id === id ? { ...host, ...change } : host));
    this.emit('hosts.changed', this.#hosts);
  }

  problem(problem: Problem): void {
    this.emit('problem', problem);
  }

  async #answer(name: string, argument: Arguments): Promise<unknown> {
    if (name === 'app.state') return this.#state();
    if (name === 'settings.set') return (this.#settings = { ...this.#settings, ...argument });
    if (name === 'feed.subscribe') return this.#subscribe(argument.host);
    if (name === 'commands.recent') return this.#commands;
    if (name === 'row.details') return this.#details(argument.host, argument.table, argument.key);
    if (name === 'lab.start') return this.#begin();
    if (name === 'lab.keep') return (this.#lab = { ...this.#lab, outlives: argument.keep });
    if (name === 'plan.preview' && this.#query.has('plans')) return previewOf(argument as unknown, this.#tables);
    if (name === 'link.suggest' || name === 'plan.preview')
      return { code: 'lab-not-running', severity: 'error', where: {}, facts: {}, retry: true };
    return null;
  }

  #state(): AppState {
    return {
      version: '0.1.0',
      electron: 'none',
      hosts: this.#hosts,
      admin: { state: 'off', installed: 'no', direct: false },
      overlays: this.#overlays(),
      settings: this.#settings,
      lab: this.#lab,
      recoveries: [],
      settled: [],
      runtimeNote: this.#query.has('note') ? 'Electron 25 (development fallback)' : undefined,
      problems: this.#query.has('empty')
        ? [
            {
              code: 'lab-userns-forbidden',
              severity: 'warning',
              where: {},
              facts: {
                setting: 'kernel.apparmor_restrict_unprivileged_userns',
                value: 1,
                fix: 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0',
              },
              retry: true,
            },
          ]
        : [],
    };
  }

  #overlays(): DeclaredOverlay[] {
    if (this.#query.has('empty') || this.#query.has('unlinked')) return [];
    const side = (host: HostId, n: number) => ({
      host,
      underlayDev: 'eth0',
      underlayAddress: `192.168.64.${10 + n}`,
      vxlan: 'vx100',
      vxlanMac: `02:4f:00:00:00:c${n}`,
      bridge: 'br100',
      endpoint: { netns: 'red', dev: 'eth0', port: 'red-p', address: `10.42.0.${n}/24` },
    });
    return [
      {
        declaredAt: Date.now() - 60_000,
        keepTrue: false,
        members: [
          { host: 'lab:alpha', state: 'true', drift: [] },
          { host: 'lab:beta', state: 'true', drift: [] },
        ],
        spec: specOfLink({
          kind: 'link',
          name: 'alpha-beta',
          mode: 'bridged',
          vni: 100,
          port: 4789,
          mtu: 1450,
          sides: [side('lab:alpha', 1), side('lab:beta', 2)],
        }),
      },
    ];
  }

  #startLab(): void {
    const linked = !this.#query.has('unlinked');
    this.#add('lab:alpha', labHost(1, linked ? 2 : undefined));
    this.#add('lab:beta', labHost(2, linked ? 1 : undefined));
    this.#add('lab:gamma', labHost(3));
    const rows = Number(this.#query.get('rows') ?? 0);
    const alpha = this.#tables.get('lab:alpha');
    if (alpha && this.#query.has('vlans')) this.#tables.set('lab:alpha', withVlans(alpha));
    if (rows > 0 && alpha) this.#tables.set('lab:alpha', { ...alpha, fdb: [...alpha.fdb, ...manyFdb(rows)] });
  }

  #begin(): LabView {
    this.#lab = { running: true, outlives: false, owned: true };
    this.#startLab();
    this.emit('hosts.changed', this.#hosts);
    this.emit('lab.changed', this.#lab);
    return this.#lab;
  }

  #add(id: HostId, tables: Tables, change: Partial<Host> = {}): void {
    const stale = this.#query.get('stale') === hostName(id);
    const lost = this.#query.get('lost') === hostName(id);
    this.#tables.set(id, tables);
    this.#hosts = [
      ...this.#hosts,
      {
        id,
        name: hostName(id),
        kind: hostKind(id),
        status: stale ? 'stale' : lost ? 'lost' : 'online',
        collectedAt: Date.now() - (stale ? 12_000 : 400),
        writable: true,
        iproute: 'iproute2-6.1.0',
        ...change,
      },
    ];
  }

  #subscribe(host: HostId): null {
    const tables = this.#tables.get(host);
    if (!tables) return null;
    const slices = slicesOf(tables);
    slices.forEach((changes, i) =>
      setTimeout(() => {
        const seq = (this.#seq.get(host) ?? 0) + 1;
        this.#seq.set(host, seq);
        this.emit('feed', { host, seq, reset: i === 0, complete: i === slices.length - 1, at: Date.now(), changes });
      }, i),
    );
    return null;
  }

  #details(host: HostId, table: TableName, key: string): unknown {
    const row = (this.#tables.get(host)?.[table] as readonly Row[] | undefined)?.find((one) => one.key === key);
    const commands: Partial<Record<TableName, string>> = {
      fdb: 'bridge -d -s -j fdb show',
      link: 'ip -d -s -j link show',
      route: 'ip -d -j route show table all',
      neighbour: 'ip -d -s -j neigh show nud all',
      netns: 'ip -j netns list',
    };
    return { raw: row && 'raw' in row ? row.raw : {}, command: commands[table] ?? 'ip -j address show' };
  }

  #record(count: number): void {
    const hosts: HostId[] = ['lab:alpha', 'lab:beta', 'lab:gamma', 'local'];
    for (let i = 0; i < count; i += 1) {
      const failed = i % 13 === 7;
      this.#commands.push({
        id: i,
        host: hosts[i % 4] ?? 'local',
        purpose: i % 5 ? 'collect' : 'apply',
        text: i % 2 ? 'ip -d -j -n red link show' : 'bridge -j -d -s fdb show',
        exitCode: failed ? 2 : 0,
        stderr: failed ? 'RTNETLINK answers: Operation not permitted' : '',
        startedAt: Date.now() - (count - i) * 730,
        durationMs: 3 + ((i * 7) % 40),
      });
    }
  }
}

function withoutRaw(row: Row): FeedRow {
  const { raw: _, ...rest } = row as Row & { raw?: unknown };
  return rest as FeedRow;
}

function slicesOf(tables: Tables): TableChange[][] {
  const slices: TableChange[][] = [];
  for (const table of TABLE_NAMES) {
    const rows = (tables[table] as readonly Row[]).map(withoutRaw);
    for (let from = 0; from < rows.length; from += FEED_SLICE)
      slices.push([{ table, upsert: rows.slice(from, from + FEED_SLICE), remove: [] }]);
  }
  return slices.length > 0 ? slices : [[]];
}
