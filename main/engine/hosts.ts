/** The hosts of this session: a collector each, and a feed for each window that looks. */
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { FeedMessage } from '../../app/contract/feed.ts';
import type { Clock, Transport } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { createCollector } from './collector.ts';
import type { Collector } from './collector-port.ts';
import type { Purpose } from './commands.ts';
import { createFeed, type Feed } from './feed.ts';

export interface HostsOptions {
  readonly clock: Clock;
  readonly record: (host: HostId, purpose: Purpose, outcomes: readonly CommandOutcome[]) => void;
  readonly onHosts: (hosts: readonly Host[]) => void;
}

export interface Hosts {
  /** Starts reading a host. With `live: false` it is read only when asked (the CLI's way). */
  add(transport: Transport, options?: { readonly live: boolean }): Collector;
  remove(host: HostId): Promise<void>;
  list(): readonly Host[];
  find(host: HostId): Collector | undefined;
  get(host: HostId): Result<Collector>;
  /** Sends everything the host has, then every change; the function returned ends it. */
  subscribe(host: HostId, send: (message: FeedMessage) => void): Result<() => void>;
  close(): Promise<void>;
}

export function createHosts(options: HostsOptions): Hosts {
  const collectors = new Map<HostId, Collector>();
  const feeds = new Map<HostId, Set<Feed>>();
  const list = (): readonly Host[] => [...collectors.values()].map((collector) => collector.host());

  const add: Hosts['add'] = (transport, { live } = { live: true }) => {
    const { host } = transport;
    const collector = createCollector({
      transport,
      clock: options.clock,
      record: (purpose, outcomes) => options.record(host, purpose, outcomes),
      onChange: (snapshot, changes) => feeds.get(host)?.forEach((feed) => feed.push(snapshot, changes)),
      onHost: () => options.onHosts(list()),
    });
    collectors.set(host, collector);
    if (live) collector.start();
    options.onHosts(list());
    return collector;
  };

  const get: Hosts['get'] = (host) => {
    const collector = collectors.get(host);
    return collector === undefined ? fail(unknownHost(host, list())) : ok(collector);
  };

  return {
    add,
    get,
    list,
    find: (host) => collectors.get(host),
    async remove(host) {
      const collector = collectors.get(host);
      collectors.delete(host);
      feeds.delete(host);
      await collector?.stop();
      options.onHosts(list());
    },
    subscribe(host, send) {
      const found = get(host);
      if (!found.ok) return found;
      const feed = createFeed(host, send);
      const open = feeds.get(host) ?? new Set<Feed>();
      feeds.set(host, open.add(feed));
      const snapshot = found.value.snapshot();
      if (snapshot !== undefined) feed.reset(snapshot);
      return ok(() => {
        feed.stop();
        open.delete(feed);
      });
    },
    async close() {
      await Promise.all([...collectors.values()].map((collector) => collector.stop()));
      collectors.clear();
    },
  };
}

function unknownHost(host: HostId, known: readonly Host[]): Problem {
  const names = known.map(({ id }) => id).join(', ') || 'none';
  return {
    code: 'host-unknown',
    severity: 'error',
    where: { host },
    facts: { host: host === 'local' ? host : hostName(host), known: names },
    retry: false,
  };
}
