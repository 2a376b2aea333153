import type { FeedMessage } from '../app/contract/feed.ts';
import type { HostId } from '../app/base/host.ts';
import type { Host } from '../app/contract/host.ts';
import { call, on } from './bridge.ts';
import { HostRows } from './feed-rows.ts';
import { notices } from './notices.svelte.ts';
import { RuneSignal } from './ui/rune-signal.svelte.ts';

/** The live tables of one host. */
export class HostFeed {
  readonly host: HostId;
  readonly rows = new HostRows(() => new RuneSignal());
  /** False until the first snapshot is whole. */
  complete = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HostId) {
    this.host = host;
  }

  get tables(): HostRows['tables'] {
    return this.rows.tables;
  }

  async subscribe(): Promise<void> {
    const answer = await call('feed.subscribe', { host: this.host });
    if (!answer.ok) notices.add(answer.problem);
  }

  take(message: FeedMessage): void {
    if (this.rows.accept(message, Date.now()) === 'gap') void this.subscribe();
    this.complete = this.rows.complete;
    this.#expire();
  }

  settle(): void {
    this.rows.settle(Date.now());
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #expire(): void {
    clearTimeout(this.#timer);
    const next = this.rows.expire(Date.now());
    if (next !== undefined) this.#timer = setTimeout(() => this.#expire(), Math.max(20, next - Date.now()));
  }
}

/** Every host's feed. All are followed at once: a VTEP or a MAC on one host leads to rows of another. */
class Feeds {
  #feeds = $state.raw<ReadonlyMap<HostId, HostFeed>>(new Map());

  start(): () => void {
    return on('feed', (message) => this.#feeds.get(message.host)?.take(message));
  }

  all = $derived([...this.#feeds.values()] as readonly HostFeed[]);

  /** Another engine answers now; the rows on screen stay until its first snapshot is whole. */
  subscribeAgain(): void {
    for (const feed of this.#feeds.values()) void feed.subscribe();
  }

  of(host: HostId): HostFeed | undefined {
    return this.#feeds.get(host);
  }

  /** Follows the hosts there are and forgets those that are not. A lost host keeps its last rows. */
  follow(hosts: readonly Host[], before: readonly Host[]): void {
    const next = new Map<HostId, HostFeed>();
    for (const host of hosts) {
      const was = before.find(({ id }) => id === host.id);
      const feed = this.#feeds.get(host.id) ?? new HostFeed(host.id);
      next.set(host.id, feed);
      const returned = was?.status === 'lost' && host.status !== 'lost';
      if (!this.#feeds.has(host.id) || returned) void feed.subscribe();
      else if (was?.collectedAt !== host.collectedAt) feed.settle();
    }
    for (const [id, feed] of this.#feeds) if (!next.has(id)) feed.close();
    this.#feeds = next;
  }
}

export const feeds = new Feeds();
