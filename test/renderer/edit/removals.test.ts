import { describe, expect, test } from 'vitest';
import { fdbRemoval } from '../../../renderer/fdb-entry/edits.ts';
import { foreignNames } from '../../../renderer/edit/foreign.ts';
import { hostWhy } from '../../../renderer/edit/edit-tools.svelte.ts';
import { linkRemoval } from '../../../renderer/links/edits.ts';
import { neighbourRemoval } from '../../../renderer/neighbour/edits.ts';
import { routeRemoval } from '../../../renderer/route/edits.ts';
import type { Removal } from '../../../renderer/edit/table-edits.ts';
import { contextOf, host, planOf } from './world.ts';

const { tables } = contextOf();

function items(removals: readonly Removal[]): readonly unknown[] {
  return removals.flatMap((one) => ('item' in one ? [one.item] : []));
}

describe('deleting rows', () => {
  test('every FDB entry, neighbour and own route of a host is deleted by what names it, in one plan', () => {
    for (const rows of [
      [...tables.fdb.values()].map(fdbRemoval),
      [...tables.neighbour.values()].map(neighbourRemoval),
      [...tables.route.values()].map(routeRemoval),
    ]) {
      const all = items(rows);
      expect(all.length).toBeGreaterThan(0);
      expect(planOf(all).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });

  test('a flood entry names its destination: without one the whole list would go', () => {
    const flood = [...tables.fdb.values()].filter(({ mac }) => mac === '00:00:00:00:00:00');
    expect(flood.length).toBeGreaterThan(0);
    for (const item of items(flood.map(fdbRemoval))) expect(item).toHaveProperty('dst');
  });

  test('what cannot be deleted says why', () => {
    const lo = [...tables.link.values()].find(({ kind }) => kind === 'loopback');
    const own = [...tables.route.values()].find(({ table }) => table === 'local');
    expect(lo && linkRemoval(lo)).toEqual({ why: 'Every namespace keeps its loopback' });
    expect(own === undefined || 'why' in routeRemoval(own)).toBe(true);
  });

  test('a vxlan goes as a vxlan, any other link as a link', () => {
    const named = { netns: '', name: 'x0' } as Parameters<typeof linkRemoval>[0];
    expect(linkRemoval({ ...named, kind: 'vxlan' })).toEqual({
      item: { noun: 'vxlan', verb: 'del', netns: '', name: 'x0' },
    });
    expect(linkRemoval({ ...named, kind: 'dummy' })).toEqual({
      item: { noun: 'link', verb: 'del', netns: '', name: 'x0' },
    });
  });
});

describe('what belongs to another program', () => {
  test('a device, an entry on it, and everything in its namespace', () => {
    const netns = 'cni-01234567-89ab-cdef-0123-456789abcdef';
    const names = (row: object) => foreignNames({ key: '', ...row }).map(({ name }) => name);
    expect(names({ netns: '', name: 'docker0', ifindex: 3 })).toEqual(['docker0']);
    expect(names({ netns: '', dev: 'flannel.1', mac: 'x' })).toEqual(['flannel.1']);
    expect(names({ netns, dev: 'eth0', dst: 'x' })).toEqual([netns]);
    expect(names({ name: netns, nsid: 1 })).toEqual([netns]);
    expect(names({ netns: '', name: 'eth0' })).toEqual([]);
  });

  test('a host that cannot be changed says why', () => {
    expect(hostWhy(host)).toBeUndefined();
    expect(hostWhy({ ...host, writable: false, why: 'administrative access is off' })).toBe(
      'Administrative access is off',
    );
    expect(hostWhy({ ...host, status: 'stale' })).toBe('alpha does not answer now');
  });
});
