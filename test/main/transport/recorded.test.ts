import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { queriesOf, versionQuery } from '../../../app/noun/query.ts';
import { recordedTransport } from '../../../main/transport/recorded.ts';

const fixture = new URL('../../fixtures/iproute2-6.8.0', import.meta.url).pathname;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'overlane-recorded-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('a recording', () => {
  test('answers with the files named after the queries, also for a named namespace', async () => {
    const queries = [versionQuery(), ...queriesOf('link', ''), ...queriesOf('route', ''), ...queriesOf('link', 'red')];
    const outcomes = await recordedTransport(fixture).read(queries);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(outcomes[0]?.stdout).toContain('6.8.0');
    for (const outcome of outcomes.slice(1)) expect(JSON.parse(outcome.stdout)).not.toHaveLength(0);
    expect(outcomes[4]?.stdout).not.toBe(outcomes[1]?.stdout);
  });

  test('without a file is an empty listing', async () => {
    expect(await recordedTransport(folder).read(queriesOf('fdb', ''))).toMatchObject([{ exitCode: 0, stdout: '' }]);
  });

  test.each([
    ['that is not there', () => join(folder, 'nowhere'), 'does not exist'],
    ['that is a file', () => file('plain'), 'is not a folder'],
  ])('%s fails every query with the reason', async (_, path, reason) => {
    const outcomes = await recordedTransport(path()).read([versionQuery(), ...queriesOf('link', '')]);
    expect(outcomes).toMatchObject(Array(2).fill({ failure: 'not-started', stderr: `${path()} ${reason}` }));
  });

  test('whose file cannot be read says which', async () => {
    mkdirSync(join(folder, 'link.json'));
    const [outcome] = await recordedTransport(folder).read(queriesOf('link', ''));
    expect(outcome).toMatchObject({ failure: 'not-started', stderr: expect.stringContaining('link.json') });
  });

  test('cannot be changed or asked', async () => {
    const transport = recordedTransport(folder);
    expect(transport).toMatchObject({ writable: false, why: 'it is a recording' });
    expect(await transport.write([{ do: 'netns-add', name: 'red' }])).toMatchObject([{ failure: 'not-started' }]);
    const probe = { kind: 'ping', netns: '', target: '192.0.2.1', count: 1, waitS: 1 } as const;
    expect(await transport.probe(probe)).toMatchObject({ failure: 'not-started' });
  });
});

function file(name: string): string {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
}
