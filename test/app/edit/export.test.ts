import { expect, test } from 'vitest';
import { exportCommands, exportCsv, exportJson } from '../../../app/edit/export.ts';
import { hostWith, MAC } from './world.ts';

test('a host is the commands that make it again, and says what no command makes', () => {
  const script = exportCommands(hostWith()).split('\n');
  expect(script[0]).toBe('#!/bin/sh -e');
  expect(script).toContain('# kept by another program, which may make it by itself: flannel.1');
  const order = ['netns add red', 'link add name br0', 'link add name v0', 'link add name vx0', 'master br0', 'dev vx0 up', 'address add 10.0.0.1/24', 'neigh replace', 'fdb replace', 'route add']; // prettier-ignore
  const places = order.map((part) => script.findIndex((line) => line.includes(part)));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test('a table is only its own commands', () => {
  expect(exportCommands(hostWith(), 'neighbour').trim().split('\n').at(-1)).toBe(`ip neigh replace 10.0.0.2 lladdr ${MAC} dev vx0 nud permanent`); // prettier-ignore
  expect(JSON.parse(exportJson(hostWith(), 'neighbour'))).toMatchObject({ neighbour: [{ dst: '10.0.0.2' }] });
});

test('CSV quotes what it must, and no cell can run as a formula', () => {
  const rows = [{ key: 'k', netns: '', name: '=1+1', alias: 'a "b", c', flags: ['x', 'y'], raw: {} }];
  expect(exportCsv(rows as unknown as Parameters<typeof exportCsv>[0])).toBe(
    'netns,name,alias,flags\n,\'=1+1,"a ""b"", c",x y\n',
  );
});
