import { describe, expect, test } from 'vitest';
import type { Transport } from '../../../app/contract/ports.ts';
import type { Query } from '../../../app/noun/query.ts';
import { createCollector } from '../../../main/engine/collector.ts';
import { recordedTransport } from '../../../main/transport/recorded.ts';

/** A recorded host that remembers what it was asked for, exchange by exchange; `version` and recordings of nothing left out. */
function asking(folder: string): { readonly transport: Transport; readonly exchanges: string[][] } {
  const recorded = recordedTransport(new URL(`../../fixtures/${folder}/`, import.meta.url).pathname);
  const exchanges: string[][] = [];
  const read = (queries: readonly Query[]): ReturnType<Transport['read']> => {
    exchanges.push(queries.map(({ part }) => part));
    return recorded.read(queries);
  };
  return { transport: { ...recorded, read }, exchanges };
}

const silent = { record: () => undefined, onChange: () => undefined, onHost: () => undefined };
const vlanParts = (exchange: readonly string[] = []) => exchange.filter((part) => part.endsWith('bridge-vlan'));

describe('VLANs of bridges', () => {
  test('are asked for in the same exchange as everything else, once it is known that there may be some', async () => {
    const { transport, exchanges } = asking('vlans-6.1.0');
    const collector = createCollector({ transport, clock: { now: () => 0 }, ...silent });
    await collector.refresh();
    expect(collector.snapshot()?.tables.vlan).toHaveLength(10);
    const first = exchanges.length;
    await collector.refresh();
    await collector.refresh();
    const later = exchanges.slice(first).filter((parts) => parts.length > 1);
    expect(later).toHaveLength(2);
    for (const parts of later) expect(vlanParts(parts)).toEqual(['bridge-vlan', 'red-bridge-vlan']);
    expect(exchanges.slice(first).some((parts) => parts.length === 1 && vlanParts(parts).length > 0)).toBe(false);
    await collector.stop();
  });

  test('are read with the links for a plan that changes them', async () => {
    const { transport, exchanges } = asking('vlans-6.1.0');
    const collector = createCollector({ transport, clock: { now: () => 0 }, ...silent });
    await collector.refresh();
    exchanges.length = 0;
    await collector.refresh(['link', 'vlan']);
    expect(exchanges).toEqual([['link', 'bridge-vlan', 'red-link', 'red-bridge-vlan']]);
    await collector.stop();
  });

  test('are never asked for where the kernel cannot have any', async () => {
    const { transport, exchanges } = asking('iproute2-6.1.0');
    const collector = createCollector({ transport, clock: { now: () => 0 }, ...silent });
    for (let count = 0; count < 3; count++) expect((await collector.refresh()).ok).toBe(true);
    expect(exchanges.flatMap(vlanParts)).toEqual([]);
    await collector.stop();
  });
});
