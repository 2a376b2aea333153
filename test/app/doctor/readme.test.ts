import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKS } from '../../../app/doctor/checks.ts';
import { ORDER } from '../../../app/doctor/codes.ts';

const README = join(import.meta.dirname, '../../../app/doctor/README.md');
/** What packets find, where tables do not decide. */
const BY_PACKETS = [
  'underlay-silent',
  'underlay-drops-udp',
  'underlay-drops-port',
  'firewall-input',
  'firewall-output',
  'firewall-nat',
  'tx-checksum',
  'path-mtu',
  'endpoint-unreachable',
  'underlay-lossy',
  'underlay-slow',
] as const;

const listed = (): string =>
  [...CHECKS, { name: 'packets', codes: BY_PACKETS }]
    .map(({ name, codes }) => `- \`${name}\`: ${codes.join(', ')}`)
    .join('\n');

test('the README lists what each check finds (OVERLANE_ACCEPT=1 writes it)', () => {
  const text = readFileSync(README, 'utf8');
  const now = text.replace(/(this list to the code\):\n\n)[^]*$/, `$1${listed()}\n`);
  if (process.env.OVERLANE_ACCEPT === '1') writeFileSync(README, now);
  else expect(text).toBe(now);
});

test('each code that has a page is found by some check, and each that is found has a page', () => {
  const found = new Set<string>([...CHECKS.flatMap(({ codes }) => codes), ...BY_PACKETS]);
  expect([...found].sort()).toEqual([...ORDER].sort());
});
