import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { OverlayFile } from '../../../app/overlay/overlay.ts';
import { overlayJsonSchema } from '../../../app/overlay/overlay-schema.ts';
import { hostAt, snapshotsOf, worldOf } from './hosts.ts';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** As much of draft 2020-12 as the schema uses. */
function accepts(schema: Schema, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => accepts(one, value));
  if (schema.enum) return schema.enum.includes(value);
  if (schema.type === 'string') return typeof value === 'string' && new RegExp(schema.pattern ?? '', 'u').test(value);
  if (schema.type === 'integer')
    return Number.isInteger(value) && Number(value) >= schema.minimum! && Number(value) <= schema.maximum!;
  if (schema.type === 'boolean') return typeof value === 'boolean';
  if (schema.type === 'null') return value === null;
  if (schema.type === 'array')
    return (
      Array.isArray(value) &&
      value.length >= (schema.minItems ?? 0) &&
      value.length <= (schema.maxItems ?? Infinity) &&
      value.every((one) => accepts(schema.items!, one))
    );
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { properties = {}, required = [] } = schema;
  return (
    required.every((name) => name in value) &&
    Object.entries(value).every(([name, one]) => properties[name] !== undefined && accepts(properties[name], one))
  );
}

const at = join(import.meta.dirname, '../../../resources/overlay.schema.json');

test('the file for editors is what the code says', () => {
  const text = `${JSON.stringify(overlayJsonSchema(), undefined, 2)}\n`;
  if (process.env.OVERLANE_ACCEPT === '1') writeFileSync(at, text);
  expect(readFileSync(at, 'utf8')).toBe(text);
});

const least = { name: 'blue', mode: 'flannel', members: [{ host: hostAt(1) }, { host: hostAt(2) }] };
const whole = completeOverlay(
  v.parse(OverlayFile, { ...least, prefixes: ['10.7.0.0/16', 'fd07::/48'] }),
  snapshotsOf(worldOf(2)),
).spec!;
const member = (more: object) => ({ ...least, members: [{ host: hostAt(1), ...more }] });
const examples: readonly unknown[] = [
  ...[
    least,
    whole,
    member({ endpoint: false }),
    member({ endpoint: null }),
    member({ tunnels: [{ local: '192.0.2.1' }] }),
  ],
  ...[
    { ...least, mode: 'mesh' },
    { ...least, vni: 0 },
    { ...least, port: 65536 },
    { ...least, more: 1 },
    { ...least, members: [] },
  ],
  ...[
    { ...least, name: '-x' },
    { ...least, gbp: 'no' },
    { ...least, prefixes: ['10.0.0.0'] },
    { mode: 'routed', members: least.members },
  ],
  ...[
    member({ host: 'alpha' }),
    member({ dev: '../x' }),
    member({ tunnels: [] }),
    member({ endpoint: { netns: 'red' } }),
    member({ bridge: 7 }),
  ],
];

test.each(examples.map((one) => [JSON.stringify(one).slice(0, 90), one] as const))(
  '%s: both say the same',
  (_, example) => {
    expect(accepts(overlayJsonSchema() as Schema, example)).toBe(v.safeParse(OverlayFile, example).success);
  },
);
