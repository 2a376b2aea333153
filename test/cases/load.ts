/** Reads a case folder. What a row leaves out is filled in, so that a case holds only what it is about. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressKey, type Address } from '../../app/model/address.ts';
import { fdbEntryKey, type FdbEntry } from '../../app/model/fdb-entry.ts';
import { forwardKey, type ForwardChain } from '../../app/model/forward.ts';
import type { HostId } from '../../app/model/host.ts';
import { linkKey, type Link } from '../../app/model/link.ts';
import type { Netns } from '../../app/model/netns.ts';
import { routeKey, type Route } from '../../app/model/route.ts';
import { EMPTY_TABLES, type Snapshot, type Tables } from '../../app/model/snapshot.ts';
import { sysctlKey, type Sysctl } from '../../app/model/sysctl.ts';

const folder = import.meta.dirname;

type Partials = { readonly [T in keyof Tables]?: readonly Record<string, unknown>[] };

export interface Case {
  readonly name: string;
  readonly path: string;
  /** A whole intent, or `{ "suggest": [hostA, hostB], … }`. */
  readonly intent: Record<string, unknown>;
  readonly snapshots: readonly [Snapshot, Snapshot];
  /** The tables when an overlay is taken apart, where they differ from those when it was made. */
  readonly later?: readonly [Snapshot, Snapshot];
}

export function loadCases(): readonly Case[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names.map(({ name }) => loadCase(name)).sort((a, b) => a.name.localeCompare(b.name));
}

function loadCase(name: string): Case {
  const path = join(folder, name);
  const snapshots = readPair(join(path, 'current.json'));
  const later = existsSync(join(path, 'later.json')) ? readPair(join(path, 'later.json')) : undefined;
  return { name, path, intent: readJson(join(path, 'intent.json')), snapshots, later };
}

function readPair(path: string): readonly [Snapshot, Snapshot] {
  const hosts = Object.entries(readJson(path)) as [HostId, Partials][];
  const [a, b] = hosts.map(([host, partials]): Snapshot => ({
    host,
    iproute: 'iproute2-6.1.0',
    collectedAt: 0,
    tables: fill(partials),
  }));
  if (a === undefined || b === undefined) throw new Error(`${path} must hold two hosts`);
  return [a, b];
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

function fill(partials: Partials): Tables {
  return {
    ...EMPTY_TABLES,
    netns: rows<Netns>(partials.netns, { raw: {} }, (row) => row.name),
    link: rows<Link>(
      partials.link,
      {
        netns: '',
        ifindex: 1,
        kind: 'veth',
        up: true,
        operstate: 'UP',
        carrier: true,
        mtu: 1500,
        altnames: [],
        raw: {},
      },
      (row) => linkKey(row.netns, row.name),
    ),
    address: rows<Address>(
      partials.address,
      { netns: '', family: 'inet', scope: 'global', flags: [], raw: {} },
      (row) => addressKey(row.netns, row.dev, row.local, row.prefixlen),
    ),
    route: rows<Route>(
      partials.route,
      { netns: '', family: 'inet', type: 'unicast', table: 'main', flags: [], nexthops: [], raw: {} },
      routeKey,
    ),
    fdb: rows<FdbEntry>(partials.fdb, { netns: '', state: 'permanent', flags: ['self'], raw: {} }, fdbEntryKey),
    sysctl: rows<Sysctl>(partials.sysctl, { netns: '' }, (row) => sysctlKey(row.netns, row.name)),
    forward: rows<ForwardChain>(partials.forward, { netns: '', family: 'inet', rules: [] }, (row) =>
      forwardKey(row.netns, row.family),
    ),
  };
}

function rows<T extends object>(
  partials: readonly Record<string, unknown>[] | undefined,
  defaults: Partial<T>,
  keyOf: (row: T) => string,
): (T & { key: string })[] {
  return (partials ?? []).map((partial) => {
    const row = { ...defaults, ...partial } as T;
    return { ...row, key: keyOf(row) };
  });
}
