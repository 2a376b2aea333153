import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { LinkIntent } from '../../../app/overlay/link-intent.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import {
  asNumber,
  edit,
  emptyForm,
  fromIntent,
  isUsed,
  mergeSuggestion,
  setEndpoint,
  setHost,
  setMode,
  toIntent,
  type LinkForm,
} from '../../../renderer/link/form.ts';
import { fakeSnapshot } from './fake-hosts.ts';

const hosts = [fakeSnapshot('alpha', 11), fakeSnapshot('beta', 12)] as const;
const bridged = suggestLink(hosts);
const routed = suggestLink(hosts, { mode: 'routed' });
const form = fromIntent(bridged);

describe('an untouched form', () => {
  test.each([bridged, routed])('means exactly the suggestion it shows ($mode)', (intent) => {
    expect(v.parse(LinkIntent, toIntent(fromIntent(intent)))).toEqual(intent);
  });

  test('leaves out what is empty and optional, and endpoints that are switched off', () => {
    const intent = v.parse(LinkIntent, toIntent(setEndpoint(form, 1, false)));
    expect(intent.sides[1].endpoint).toBeNull();
    expect(intent.sides[0]).not.toHaveProperty('bridgeAddress');
  });
});

describe('edits', () => {
  test('survive a new suggestion, everything else follows it', () => {
    const edited = edit(form, 'sides.0.bridge', 'lan0');
    const merged = mergeSuggestion(setMode(edited, 'routed'), suggestLink(hosts, { mode: 'routed', vni: 99 }));
    expect(merged.text['sides.0.bridge']).toBe('lan0');
    expect(merged.text['sides.1.bridge']).toBe('br99');
    expect(merged.text['sides.0.endpoint.gateway']).toBe(routed.sides[0].endpoint?.gateway);
  });

  test('a switched-off endpoint stays off', () => {
    expect(mergeSuggestion(setEndpoint(form, 0, false), bridged).endpoints).toEqual([false, true]);
  });

  test('a half-typed number is sent as it stands, so that the schema can say what is wrong', () => {
    const intent = toIntent(edit(edit(form, 'vni', '12x'), 'mtu', '')) as { vni: unknown; mtu: unknown };
    expect(intent.vni).toBe('12x');
    expect(intent.mtu).toBe('');
    expect(v.safeParse(LinkIntent, intent).success).toBe(false);
  });

  test('spaces around a value do not count', () => {
    expect(toIntent(edit(edit(form, 'name', ' mine '), 'vni', ' 7 '))).toMatchObject({ name: 'mine', vni: 7 });
  });
});

describe('choosing hosts', () => {
  test('another host drops what was typed for the old host’s underlay, and only that', () => {
    const typed = [
      ['sides.1.underlayAddress', '10.0.0.9'],
      ['sides.1.bridge', 'lan0'],
      ['sides.0.underlayDev', 'eth9'],
    ] as const;
    const edited = typed.reduce((each: LinkForm, [path, value]) => edit(each, path, value), form);
    const next = setHost(edited, 1, 'lab:gamma');
    expect(next.hosts).toEqual(['lab:alpha', 'lab:gamma']);
    expect([...next.touched].sort()).toEqual(['sides.0.underlayDev', 'sides.1.bridge']);
  });

  test('choosing the other side’s host swaps the two', () => {
    expect(setHost(form, 0, 'lab:beta').hosts).toEqual(['lab:beta', 'lab:alpha']);
  });

  test('choosing the same host again changes nothing', () => {
    expect(setHost(form, 0, 'lab:alpha')).toBe(form);
  });
});

test('fields of the routed mode are not used in the bridged one', () => {
  expect(isUsed(form, 0, 'vxlanAddress')).toBe(false);
  expect(isUsed(setMode(form, 'routed'), 0, 'vxlanAddress')).toBe(true);
  expect(isUsed(setEndpoint(setMode(form, 'routed'), 0, false), 0, 'endpoint.gateway')).toBe(false);
});

test('a form before its first suggestion is empty, not broken', () => {
  expect(v.safeParse(LinkIntent, toIntent(emptyForm(['lab:alpha', 'lab:beta']))).success).toBe(false);
});

test.each([
  ['42', 42],
  [' 42 ', 42],
  ['0', undefined],
  ['101', undefined],
  ['4.2', undefined],
  ['', undefined],
  ['1e2', undefined],
  ['99999999999999999999', undefined],
])('a suggestion is asked with %j only when it is a number from 1 to 100', (text, expected) =>
  expect(asNumber(text, 100)).toBe(expected),
);
