import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { userName } from '../../../main/engine/armed.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import { createSession, type Session } from '../../../main/engine/session.ts';

let folder: string;
let path: string;
let session: Session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-newer-'));
  path = join(folder, 'journal.jsonl');
  session = createSession({ journal: openJournal(path), clock: { now: () => Date.now() } });
});
afterEach(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (...lines: readonly object[]): void =>
  lines.forEach((line) => appendFileSync(path, `${JSON.stringify(line)}\n`));
const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code);

const NETNS = { do: 'netns-add', name: 'blue' };
function change(id: string, at: number, step: object = NETNS, more: object = {}): object {
  const steps = [{ step, why: '', inverse: [] }];
  const made = {
    pid: 1,
    pidStart: 'another',
    intent: { kind: 'undo' },
    plan: { title: `change ${id}`, hosts: [{ host: 'lab:alpha', steps }] },
  };
  return { kind: 'armed', id, at, user: userName(), ...made, ...more };
}
const end = (id: string, more: object = {}): object => ({
  kind: 'end',
  id,
  at: 9,
  end: 'committed',
  problems: [],
  ...more,
});

describe('what a newer version wrote', () => {
  const NEWER: readonly (readonly [string, readonly object[]])[] = [
    ['a step of an unknown kind', [change('two', 2, { do: 'tc-add', netns: '', dev: 'vx7' }), end('two')]],
    ['a field of a change', [change('two', 2, NETNS, { mayNotBeUndoneAlone: true }), end('two')]],
    ['a field of a step', [change('two', 2, { ...NETNS, nsid: 4 }), end('two')]],
    ['an unknown end', [change('two', 2), end('two', { end: 'postponed' })]],
  ];
  for (const [name, lines] of NEWER)
    test(`${name} is named, is not torn, and is neither undone nor recovered`, async () => {
      put(change('one', 1), end('one'), ...lines);
      expect(codes(await session.overlays.reload())).toEqual(['journal-newer']);
      expect(session.overlays.recoveries()).toEqual([]);
      for (const entryId of ['two', 'tw'])
        expect(codes(session.previews.preview({ kind: 'undo', entryId }).problems)).toEqual(['journal-newer']);
    });

  test('is what a plain undo means when it came last, and not when something was done since', async () => {
    put(change('one', 1), end('one'), change('two', 2, { do: 'tc-add' }), end('two'));
    await session.overlays.reload();
    expect(codes(session.previews.preview({ kind: 'undo' }).problems)).toEqual(['journal-newer']);
    put({ ...change('three', 3), intent: { kind: 'unpersist', host: 'lab:alpha' } }, end('three'));
    await session.overlays.reload();
    expect(codes(session.previews.preview({ kind: 'undo' }).problems)).not.toContain('journal-newer');
  });

  test('an overlay of an unknown mode is not what an older entry says it is', async () => {
    const stated = { kind: 'stated', id: 's1', at: 1, name: 'mesh', keepTrue: true };
    const member = {
      host: 'lab:alpha',
      dev: 'eth0',
      tunnels: [{ name: 'vxlan42', mac: '02:00:00:00:00:01', local: '192.0.2.1' }],
      bridge: 'br42',
      subnets: [],
      endpoint: null,
    };
    const spec = {
      name: 'mesh',
      mode: 'bridged',
      vni: 42,
      port: 4789,
      mtu: 1450,
      prefixes: [],
      learning: true,
      gbp: false,
      directRouting: false,
      txChecksumOff: false,
      members: [member],
    };
    put({ ...stated, spec });
    await session.overlays.reload();
    expect(session.stated.find('mesh')).toBeDefined();
    put({ ...stated, id: 's2', spec: { ...spec, mode: 'srv6' } });
    expect(codes(await session.overlays.reload())).toEqual(['journal-newer']);
    expect(session.stated.find('mesh')).toBeUndefined();
  });

  test('stays in the file as it is when more is written', async () => {
    put(change('two', 2, { do: 'tc-add' }), { kind: 'signature', of: 'two' });
    const before = readFileSync(path, 'utf8');
    await session.stated.state('mesh', null);
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
  });

  test('damage is still called that', async () => {
    put(['no', 'entry']);
    appendFileSync(path, '{"kind":"armed","id":');
    expect(codes(await session.overlays.reload())).toEqual(['journal-torn', 'journal-torn']);
  });
});
