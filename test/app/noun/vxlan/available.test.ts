import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { missingInKernel } from '../../../../app/noun/vxlan/available.ts';
import { planEdit } from '../../../../app/change/edit-plan.ts';
import { EditIntent } from '../../../../app/noun/items.ts';
import { EMPTY_TABLES, type Tables } from '../../../../app/noun/snapshot.ts';
import { newLink } from '../../../../app/noun/link/rows.ts';
import { recordedTable, VERSIONS } from '../recorded.ts';
import { said } from '../../change/world.ts';

/** What an older kernel makes the same `ip` print. */
function older(links: Tables['link']): Tables['link'] {
  return links.map((link) => (link.vxlan ? { ...link, vxlan: { ...link.vxlan, localbypass: undefined } } : link));
}

describe('options that the kernel does not have', () => {
  test.each(VERSIONS)('the recorded kernel has what iproute2 %s can tell it', (version) => {
    expect(missingInKernel(`iproute2-${version}`, recordedTable(version, 'link').rows, 'localbypass')).toBe(false);
  });

  test('an ip that would print it and does not shows that the kernel lacks it', () => {
    const { rows } = recordedTable('6.8.0', 'link');
    expect(missingInKernel('iproute2-6.8.0', older(rows), 'localbypass')).toBe(true);
    expect(missingInKernel('iproute2-6.8.0', older(rows), 'learning')).toBe(false);
    // That `ip` cannot be told in the first place.
    expect(missingInKernel('iproute2-6.1.0', older(rows), 'localbypass')).toBe(false);
  });

  test('one that is only planned shows nothing', () => {
    const planned = newLink({ netns: '', name: 'vx', kind: 'vxlan', vxlan: { vni: 1, dstport: 4789, ttl: 'auto' } });
    expect(missingInKernel('iproute2-6.8.0', [planned], 'localbypass')).toBe(false);
  });

  test('is refused on its field', () => {
    const tables = { ...EMPTY_TABLES, link: older(recordedTable('6.8.0', 'link').rows) };
    const item = { noun: 'vxlan', verb: 'set', netns: '', name: 'vxlan0', vxlan: { localbypass: false } };
    const snapshot = { host: 'local', iproute: 'iproute2-6.8.0', collectedAt: 0, tables } as const;
    const edit = planEdit(v.parse(EditIntent, { kind: 'edit', host: 'local', items: [item] }), snapshot);
    expect(said(edit)).toEqual(['items.0.vxlan.localbypass: localbypass: this kernel does not have it.']);
  });
});
