/**
 * Keeps one host's Snapshot true: reads everything once, listens for doorbells, reads again only what rang.
 * A Transport goes in; snapshots, changes and the host's state come out.
 */
import type { CallOptions, Transport } from '../../app/contract/ports.ts';
import { hostKind, hostName } from '../../app/base/host.ts';
import type { Host, HostStatus } from '../../app/contract/host.ts';
import { EMPTY_TABLES, type Snapshot, type TableName, type Tables } from '../../app/noun/snapshot.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import {
  collectParts,
  collectVersion,
  idleTables,
  isLate,
  MOST_NETNS,
  isAsked,
  newParts,
  partsOf,
  type CollectOptions,
  type Part,
  type PartRows,
} from './collect.ts';
import { createDoorbell, type DirtyParts, type FdbRef } from './dirty.ts';
import { collectFdbEntries } from './fdb-refresh.ts';
import { forgetNamespaces, mergeParts, type RowChange } from './merge.ts';
import { hostGone } from './host-gone.ts';
import { createListening, type Listening } from './listening.ts';
import { createQueue } from './queue.ts';
import { tooManyNetns } from './read-snapshot.ts';
import type { CollectorOptions, Collector } from './collector-port.ts';

/** Milliseconds between full reads, for what rings no bell (sysctls, filter rules). Shorter: idle machines work for nothing; longer: such a change is shown late. */
const FULL_EVERY_MS = 15_000;

/**
 * Rows from which a table is not read again merely because time passed: its monitor is trusted, and says so when it lost something.
 * Lower: small tables go without the safety net; higher: a large one costs its listing four times a minute.
 */
const LARGE_TABLE = 5_000;

/** Milliseconds before trying again after a failure, doubled each time up to the last. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 15_000, 30_000] as const;

/** Milliseconds before listening again after a monitor ended. Shorter: one that cannot start is started in a loop; longer: changes go unseen. */
const WATCH_AGAIN_MS = 1_000;

export function createCollector(options: CollectorOptions): Collector {
  return new HostCollector(options);
}

class HostCollector implements Collector {
  readonly transport: Transport;
  readonly #options: CollectorOptions;
  readonly #queue = createQueue();
  readonly #listening: Listening;
  readonly #doorbell = createDoorbell(() => void this.#queue.run(() => this.#readDirty()));
  #snapshot: Snapshot | undefined;
  #status: HostStatus = 'connecting';
  #problem: Problem | undefined;
  #iproute: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #offload = false;
  #timeoutMs: number | undefined;
  #failures = 0;
  #live = false;
  #stopped = false;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.transport = options.transport;
    this.#listening = createListening(
      options.transport,
      (dirty) => this.#doorbell.ring(dirty),
      () => this.#watchEnded(),
    );
  }

  host(): Host {
    const { host: id, writable, why } = this.transport;
    return {
      id,
      name: hostName(id),
      kind: hostKind(id),
      status: this.#status,
      collectedAt: this.#snapshot?.collectedAt,
      writable,
      why,
      problem: this.transport.problem?.() ?? tooManyNetns(id, this.#tables())[0],
      iproute: this.#iproute,
    };
  }

  snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  start(): void {
    this.#live = true;
    this.#listen([]);
    void this.refresh();
  }

  refresh(only?: readonly TableName[], { timeoutMs }: Pick<CallOptions, 'timeoutMs'> = {}): Promise<Result<Snapshot>> {
    if (only?.includes('offload') === true) this.#offload = true;
    const all = only === undefined || only.includes('netns');
    return this.#queue.run(() => {
      this.#timeoutMs = timeoutMs;
      return (all ? this.#readAll() : this.#readTables(only)).finally(() => (this.#timeoutMs = undefined));
    });
  }

  watchOffload(): void {
    if (!this.#offload) void this.refresh(['offload']);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#doorbell.stop();
    this.#listening.stop();
    await this.transport.close();
  }

  /** Everything; with `routine` not the large tables, unless they rang. */
  async #readAll(routine = false, rung = this.#doorbell.take()): Promise<Result<Snapshot>> {
    if (this.#stopped || this.#status === 'lost') return fail(this.#problem ?? hostGone(this.transport.host));
    clearTimeout(this.#timer);
    this.#iproute ??= await collectVersion(this.transport, this.#recording());
    if (rang(rung, 'netns') || !this.#listening.isOn()) await this.#readNamespaces();
    const known = this.#namespaces();
    const wanted = this.#partsOf(known).filter(({ table }) => !routine || !this.#isLarge(table) || rang(rung, table));
    const result = await this.#read(wanted);
    const fresh = this.#namespaces().filter((name) => !known.includes(name));
    if (fresh.length > 0 && result.ok) await this.#read(this.#partsOf(fresh).filter(({ netns }) => netns !== ''));
    if (routine) await this.#readEntries(rung.fdb);
    this.#schedule();
    return this.#snapshot === undefined || !result.ok ? result : ok(this.#snapshot);
  }

  /** What rang meanwhile is left to ring: it may be in another table. */
  async #readTables(only: readonly TableName[]): Promise<Result<Snapshot>> {
    if (this.#snapshot === undefined || this.#stopped || this.#status === 'lost') return this.#readAll();
    const read = await this.#read(this.#partsOf(this.#namespaces()).filter(({ table }) => only.includes(table)));
    if (!read.ok) this.#schedule();
    return read;
  }

  #isLarge(table: TableName): boolean {
    return (this.#snapshot?.tables[table].length ?? 0) >= LARGE_TABLE;
  }

  /** Asks for the list first, where it may have changed: a dozen questions to a namespace that is gone would all fail. */
  async #readNamespaces(): Promise<void> {
    if (this.#namespaces().length > 0)
      await this.#take(await collectParts(this.transport, [{ table: 'netns', netns: '' }], this.#recording()));
  }

  async #readDirty(): Promise<void> {
    if (this.#stopped || this.#snapshot === undefined || this.#status === 'lost') return;
    const rung = this.#doorbell.take();
    if (rang(rung, 'netns')) return void (await this.#readAll(true, rung));
    const known = new Set(['', ...this.#namespaces()]);
    const { tables } = this.#snapshot;
    const wanted = rung.parts.filter(({ table, netns }) => known.has(netns) && isAsked(table, tables)(netns));
    await this.#readEntries(rung.fdb);
    if (wanted.length > 0) await this.#read(wanted);
  }

  async #readEntries(refs: readonly FdbRef[]): Promise<void> {
    if (refs.length === 0 || this.#snapshot === undefined) return;
    await this.#publish(await collectFdbEntries(this.transport, this.#snapshot.tables, refs, this.#recording()));
  }

  #partsOf(namespaces: readonly string[]): readonly Part[] {
    return partsOf(namespaces, this.#tables(), idleTables(this.#snapshot?.tables, this.#offload));
  }

  #tables(): Tables {
    return this.#snapshot?.tables ?? EMPTY_TABLES;
  }

  /** Reads and takes over; devices that turn out to have VLANs or VNIs are asked for them in a second exchange, once. */
  async #read(parts: readonly Part[]): Promise<Result<Snapshot>> {
    const before = this.#tables();
    const result = await this.#take(await collectParts(this.transport, parts, this.#recording()));
    const more = result.ok ? newParts(before, this.#tables()) : [];
    return more.length === 0 ? result : this.#take(await collectParts(this.transport, more, this.#recording()));
  }

  /** Takes over what was read, or turns stale when the host's own namespace could not be read. */
  async #take(parts: readonly PartRows[]): Promise<Result<Snapshot>> {
    // Rows of a namespace that did not answer in time are those of before: they must not pass for what is there now.
    const broken = parts.find((part) => part.failed && (part.netns === '' || isLate(part)));
    if (broken?.problems[0] !== undefined) return this.#failed(broken.problems[0]);
    const merged = await mergeParts(this.#tables(), parts);
    const snapshot = await this.#publish(merged);
    this.#failures = 0;
    this.#setStatus('online');
    return ok(snapshot);
  }

  async #publish({ tables, changes }: { tables: Tables; changes: readonly RowChange[] }): Promise<Snapshot> {
    const read: Snapshot = {
      host: this.transport.host,
      iproute: this.#iproute ?? '',
      collectedAt: this.#options.clock.now(),
      tables,
    };
    // Only where their list changed: a look at every row for each single change would cost 100,000 of them.
    const listed = changes.some(({ table }) => table === 'netns');
    const left = new Set(['', ...tables.netns.map(({ name }) => name)]);
    const forgotten = listed ? forgetNamespaces(read, left) : { tables, changes: [] };
    this.#snapshot = { ...read, tables: forgotten.tables };
    this.#options.onChange(this.#snapshot, [...changes, ...forgotten.changes]);
    this.#listen(this.#namespaces());
    return this.#snapshot;
  }

  #failed(problem: Problem): Result<Snapshot> {
    this.#problem = problem;
    this.#failures += 1;
    this.#setStatus(problem.code === 'host-gone' ? 'lost' : this.#snapshot === undefined ? 'connecting' : 'stale');
    return fail(problem);
  }

  #namespaces(): readonly string[] {
    return (this.#snapshot?.tables.netns ?? []).slice(0, MOST_NETNS).map(({ name }) => name);
  }

  #listen(namespaces: readonly string[]): void {
    if (this.#live && !this.#stopped) this.#listening.listen(namespaces);
  }

  #watchEnded(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), WATCH_AGAIN_MS);
  }

  #schedule(): void {
    if (!this.#live || this.#stopped || this.#status === 'lost') return;
    const retry = RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1];
    this.#timer = setTimeout(
      () => void this.#queue.run(() => this.#readAll(retry === undefined)),
      retry ?? FULL_EVERY_MS,
    );
  }

  #recording(): CollectOptions {
    return { record: (outcomes) => this.#options.record('collect', outcomes), timeoutMs: this.#timeoutMs };
  }

  #setStatus(status: HostStatus): void {
    this.#status = status;
    this.#options.onHost(this.host());
  }
}

function rang({ parts }: DirtyParts, table: TableName): boolean {
  return parts.some((part) => part.table === table);
}
