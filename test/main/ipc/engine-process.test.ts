import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startEngine, type EngineProcess } from '../../../main/ipc/engine-process.ts';

/** Answers every call with its own pid, but for the one that it does not survive. */
const ENGINE = `
process.on('message', (message) => {
  if (message.kind === 'close') process.exit(0);
  if (message.kind !== 'call') return;
  if (message.name === 'lab.stop') process.exit(7);
  process.send({ kind: 'answer', id: message.id, result: { ok: true, value: process.pid } });
});
`;

const folder = mkdtempSync(join(tmpdir(), 'overlane-engine-'));
const script = join(folder, 'engine.cjs');
writeFileSync(script, ENGINE);
let engine: EngineProcess | undefined;

afterEach(async () => {
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('an engine that ends by itself is started again, says so, and is given up when it keeps ending', async () => {
  const told: string[] = [];
  engine = startEngine({
    script,
    options: { paths: { config: folder, state: folder }, helperBundle: '', version: '', electron: '' },
    emit: (name, payload) => told.push(name === 'problem' ? (payload as { code: string }).code : name),
    clipboard: () => undefined,
    saveAs: async () => undefined,
    onInterrupt: () => undefined,
  });
  const { handlers } = engine;
  const pid = async () => handlers['lab.start'](undefined);
  const first = await pid();
  const crashed = await handlers['lab.stop'](undefined);
  expect(crashed).toMatchObject({ ok: false, problem: { code: 'engine-ended', facts: { message: 'exit code 7' } } });
  const second = await pid();
  expect(second.ok).toBe(true);
  expect(second).not.toEqual(first);
  expect(told).toEqual(['engine.restarted', 'engine-restarted']);
  for (let times = 0; times < 3; times += 1) await handlers['lab.stop'](undefined);
  expect(await pid()).toMatchObject({ ok: false, problem: { code: 'engine-ended' } });
  expect(told.at(-1)).toBe('engine-ended');
}, 60_000);
