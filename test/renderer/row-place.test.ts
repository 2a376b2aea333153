import { expect, test } from 'vitest';
import { leadsSomewhere, placeOfRow, type SaidRow } from '../../renderer/row-place.ts';
import { contextOf, tables } from './edit/world.ts';

const live = contextOf().tables;
const fdb = tables.fdb.find(({ dst, netns }) => dst !== undefined && netns === '');
const route = tables.route.find(({ netns, dst }) => netns === '' && dst !== 'default');
const inner = tables.link.find(({ netns }) => netns !== '');
const tunnel = tables.link.find(({ kind }) => kind === 'vxlan');

const said = (table: string, text: string, more: Partial<SaidRow> = {}) =>
  placeOfRow({ host: 'lab:alpha', table, text, ...more }, live);

test('an FDB entry is found by its words, in whichever order the tool prints them', () => {
  expect(said('fdb', `${fdb?.mac} dst ${fdb?.dst}`)).toEqual({ page: 'fdb', host: 'lab:alpha', key: fdb?.key });
  expect(said('fdb', `${fdb?.mac} dev ${fdb?.dev} dst ${fdb?.dst} self permanent`)).toMatchObject({ key: fdb?.key });
});

test('one that is missing leads to the page where it should be', () => {
  expect(said('fdb', '02:ff:ff:ff:ff:ff')).toEqual({ page: 'fdb', host: 'lab:alpha' });
  expect(said('route', '203.0.113.0/24 dev nowhere')).toEqual({ page: 'routes', host: 'lab:alpha' });
});

test('a device leads to the page of its kind, inside a namespace too', () => {
  expect(said('link', `${tunnel?.name} mtu 1450`)).toMatchObject({ page: 'vxlan', key: tunnel?.key });
  expect(said('link', `${inner?.netns}: ${inner?.name}`)).toMatchObject({ page: 'links', key: inner?.key });
  expect(said('link', '', { netns: inner?.netns ?? '', device: inner?.name ?? '' })).toMatchObject({ key: inner?.key });
});

test('a route by its prefix and device', () => {
  expect(said('route', `${route?.dst} dev ${route?.dev} proto kernel`)).toMatchObject({
    page: 'routes',
    key: route?.key,
  });
});

test('a table without a page leads nowhere, and hosts that are gone to the page alone', () => {
  expect([leadsSomewhere('sysctl'), said('sysctl', 'net.ipv4.ip_forward')]).toEqual([false, undefined]);
  expect(placeOfRow({ host: 'lab:alpha', table: 'fdb', text: 'x' }, undefined)).toEqual({
    page: 'fdb',
    host: 'lab:alpha',
  });
});
