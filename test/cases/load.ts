/** Reads the case folders. What `intent.json` or `intents.json` holds says what kind of case it is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { EditIntent } from '../../app/noun/items.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Snapshot } from '../../app/noun/snapshot.ts';
import { WalkedSchema, type Walked } from '../main/engine/walk-intent.ts';
import { fill, type Partials } from './rows.ts';

interface Folder {
  readonly name: string;
  readonly path: string;
}

/** Two hosts, and the link that joins them. */
export interface Case extends Folder {
  /** A whole intent, or `{ "suggest": [hostA, hostB], … }`. */
  readonly intent: Record<string, unknown>;
  readonly snapshots: readonly [Snapshot, Snapshot];
  /** The tables when an overlay is taken apart, where they differ from those when it was made. */
  readonly later?: readonly [Snapshot, Snapshot];
}

/** One host, and an edit of it. */
export interface EditCase extends Folder {
  readonly intent: EditIntent;
  readonly snapshot: Snapshot;
  /** The host when the edit is taken back, where the world has moved on. */
  readonly later?: Snapshot;
}

/** Hosts as a lab makes them, and changes one after the other, some of them taken back at once. */
export interface WalkCase extends Folder {
  readonly snapshots: readonly Snapshot[];
  readonly walked: readonly Walked[];
}

export function loadCases(): readonly Case[] {
  const links = folders().filter(({ path }) => hasIntent(path) && !isEdit(path));
  return links.map(({ name, path }) => {
    const later = existsSync(join(path, 'later.json')) ? pairOf(join(path, 'later.json')) : undefined;
    return {
      name,
      path,
      intent: readJson(join(path, 'intent.json')),
      snapshots: pairOf(join(path, 'current.json')),
      later,
    };
  });
}

export function loadEditCases(): readonly EditCase[] {
  const edits = folders().filter(({ path }) => hasIntent(path) && isEdit(path));
  return edits.map(({ name, path }) => {
    const snapshot = oneOf(join(path, 'current.json'));
    const intent = v.parse(EditIntent, { host: snapshot.host, ...readJson(join(path, 'intent.json')) });
    const later = existsSync(join(path, 'later.json')) ? oneOf(join(path, 'later.json')) : undefined;
    return { name, path, intent, snapshot, later };
  });
}

export function loadWalkCases(from: string = import.meta.dirname): readonly WalkCase[] {
  const walks = folders(from).filter(({ path }) => isWalk(path));
  return walks.map(({ name, path }) => ({
    name,
    path,
    snapshots: snapshotsOf(join(path, 'current.json')),
    walked: v.parse(v.array(WalkedSchema), readJson(join(path, 'intents.json'))),
  }));
}

function folders(from: string = import.meta.dirname): readonly Folder[] {
  // Those of what is kept across reboots are read by test/app/persist, overlays of many hosts by load-overlay.
  const found = readdirSync(from, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !/^(persist|overlay|doctor)-/.test(entry.name),
  );
  return found.map(({ name }) => ({ name, path: join(from, name) })).sort((a, b) => a.name.localeCompare(b.name));
}

function isWalk(path: string): boolean {
  return existsSync(join(path, 'intents.json'));
}

function hasIntent(path: string): boolean {
  return existsSync(join(path, 'intent.json'));
}

function isEdit(path: string): boolean {
  return readJson(join(path, 'intent.json'))['kind'] === 'edit';
}

function oneOf(path: string): Snapshot {
  const [snapshot, ...others] = snapshotsOf(path);
  if (snapshot === undefined || others.length > 0) throw new Error(`${path} must hold one host`);
  return snapshot;
}

function pairOf(path: string): readonly [Snapshot, Snapshot] {
  const [a, b] = snapshotsOf(path);
  if (a === undefined || b === undefined) throw new Error(`${path} must hold two hosts`);
  return [a, b];
}

function snapshotsOf(path: string): readonly Snapshot[] {
  const hosts = Object.entries(readJson(path)) as [HostId, Partials][];
  return hosts.map(([host, partials]) => ({ host, iproute: 'iproute2-6.1.0', collectedAt: 0, tables: fill(partials) }));
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}
