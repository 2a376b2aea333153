/** Reads the case folders whose name starts with `overlay-`: an `overlay.yaml`, its hosts, and what was before. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostId } from '../../app/base/host.ts';
import type { Snapshot } from '../../app/noun/snapshot.ts';
import type { Step } from '../../app/noun/step.ts';
import { fill, type Partials } from './rows.ts';

export interface OverlayCase {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  /** What was stated, and built, before. */
  readonly before?: string;
  readonly hosts: ReadonlyMap<HostId, Snapshot>;
  /** What somebody did to the hosts meanwhile. */
  readonly damage: Readonly<Record<HostId, readonly Step[]>>;
}

export function loadOverlayCases(): readonly OverlayCase[] {
  const names = readdirSync(import.meta.dirname).filter(
    (name) => name.startsWith('overlay-') && !name.includes('.test.'),
  );
  return names.sort().map((name) => {
    const path = join(import.meta.dirname, name);
    const read = (file: string): string | undefined =>
      existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8') : undefined;
    const hosts = Object.entries(JSON.parse(read('current.json') ?? '{}') as Record<HostId, Partials>) as [
      HostId,
      Partials,
    ][];
    const snapshot = (host: HostId, partials: Partials): Snapshot => ({
      host,
      iproute: 'iproute2-6.1.0',
      collectedAt: 0,
      tables: fill(partials),
    });
    return {
      ...{ name, path, text: read('overlay.yaml') ?? '', before: read('before.yaml') },
      hosts: new Map(hosts.map(([host, partials]) => [host, snapshot(host, partials)])),
      damage: JSON.parse(read('damage.json') ?? '{}') as OverlayCase['damage'],
    };
  });
}
