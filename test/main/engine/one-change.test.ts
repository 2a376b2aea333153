import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import type { JournalEntry } from '../../../app/change/journal-entry.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine, type TestEngine } from './engine-for-test.ts';
import { applyFile, expectWhole, fileOf, seen } from './overlay-for-test.ts';

const HOSTS = ['alpha', 'beta', 'gamma'];
const STORY_MS = 120_000;

const lookAll = ({ look }: TestEngine): Promise<Snapshot[]> => Promise.all(HOSTS.map((name) => look(`lab:${name}`)));

async function expectAsBefore(engine: TestEngine, before: readonly Snapshot[]): Promise<void> {
  for (const [index, now] of (await lookAll(engine)).entries())
    expect(sameDurable(before[index] as Snapshot, now).filter(isNoShadow), HOSTS[index] ?? '').toEqual([]);
}

/** A bridge lists its own address on itself or on the port it took it from, as the order of making has it (6.18). */
function isNoShadow(difference: string): boolean {
  return !/^fdb \S+ on (br77|veth-red-br) is /.test(difference);
}

describe('a change of several hosts', () => {
  labTest(
    'is one entry; undone three times and redone three times it goes back and forth, declarations with it',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async (engine) => {
          const { session } = engine;
          const none = await lookAll(engine);
          await applyFile(session, fileOf('flannel', 'IPv4', ['alpha', 'beta']));
          const two = await lookAll(engine);
          await applyFile(session, fileOf('flannel', 'IPv4', HOSTS));
          const three = await lookAll(engine);
          await applied(session, { kind: 'overlay-destroy', name: 'mesh' });
          expect(session.history.list().map(({ hosts, end }) => [hosts.length, end])).toEqual([
            [3, 'committed'],
            [3, 'committed'],
            [2, 'committed'],
          ]);
          await expectAsBefore(engine, none);
          for (const state of [three, two, none]) {
            expect(await applied(session, { kind: 'undo' })).toMatchObject({ end: 'committed', problems: [] });
            await expectAsBefore(engine, state);
          }
          expect(session.stated.views()).toEqual([]);
          expect(session.previews.preview({ kind: 'undo' }).problems).toMatchObject([{ code: 'undo-unknown' }]);
          for (const state of [two, three]) {
            expect((await applied(session, { kind: 'undo', redo: true })).end).toBe('committed');
            await expectAsBefore(engine, state);
          }
          await expectWhole(session, 3, 'IPv4');
        }),
      ),
    STORY_MS,
  );

  labTest(
    'is refused whole while a host is away, or taken back on the others by choice; the rest stays undoable',
    () =>
      withLab(HOSTS, async (lab) => {
        const without = { ...lab, hosts: lab.hosts.filter(({ name }) => name !== 'gamma') };
        await withEngine(lab, async (engine) => {
          const before = await lookAll(engine);
          await applyFile(engine.session, fileOf('flannel', 'IPv4', HOSTS));
          const text = readFileSync(engine.journalPath, 'utf8');
          await withEngine(without, async ({ session, journalPath }) => {
            writeFileSync(journalPath, text);
            await session.overlays.reload();
            expect(session.previews.preview({ kind: 'undo' }).problems).toMatchObject([
              { code: 'undo-host-away', severity: 'error', facts: { host: 'gamma' } },
            ]);
            const partly = session.previews.preview({ kind: 'undo', reachableOnly: true });
            expect(partly.problems).toMatchObject([{ code: 'undo-left', facts: { host: 'gamma' } }]);
            await session.apply(partly.plan?.planId ?? '', () => undefined);
            expect(session.stated.views().map(({ spec }) => spec.members.map(({ host }) => host))).toEqual([
              ['lab:gamma'],
            ]);
            writeFileSync(engine.journalPath, readFileSync(journalPath, 'utf8'));
          });
          await engine.session.overlays.reload();
          await Promise.all(HOSTS.map((name) => engine.session.hosts.find(`lab:${name}`)?.refresh()));
          expect((await applied(engine.session, { kind: 'undo' })).end).toBe('committed');
          await expectAsBefore(engine, before);
          expect(engine.session.stated.views()).toEqual([]);
        });
      }),
    STORY_MS,
  );
});

describe('a member that is not connected', () => {
  labTest(
    'stays declared when the overlay is destroyed, until it is destroyed there too; each way has its own words',
    () =>
      withLab(HOSTS, async (lab) => {
        const without = { ...lab, hosts: lab.hosts.filter(({ name }) => name !== 'gamma') };
        await withEngine(lab, async (engine) => {
          const before = await lookAll(engine);
          await applyFile(engine.session, fileOf('flannel', 'IPv4', HOSTS));
          await withEngine(without, async ({ session, journalPath }) => {
            writeFileSync(journalPath, readFileSync(engine.journalPath, 'utf8'));
            await session.overlays.reload();
            const codes = (intent: object) => session.previews.preview(intent).problems.map(({ code }) => code);
            const spec = session.stated.find('mesh')?.spec;
            const members = spec?.members.filter(({ host }) => host !== 'lab:gamma');
            expect(codes({ kind: 'overlay-apply', spec })).toContain('overlay-member-away');
            expect(codes({ kind: 'overlay-apply', spec: { ...spec, members } })).toContain('overlay-member-forgotten');
            const destroy = { kind: 'overlay-destroy', name: 'mesh' };
            expect(codes(destroy)).toEqual(['overlay-member-left']);
            await session.apply(session.previews.preview(destroy).plan?.planId ?? '', () => undefined);
            expect(session.stated.find('mesh')?.spec?.members.map(({ host }) => host)).toEqual(['lab:gamma']);
            writeFileSync(engine.journalPath, readFileSync(journalPath, 'utf8'));
          });
          await engine.session.overlays.reload();
          await lookAll(engine);
          expect((await applied(engine.session, { kind: 'overlay-destroy', name: 'mesh' })).end).toBe('committed');
          await expectAsBefore(engine, before);
          expect(engine.session.stated.views()).toEqual([]);
        });
      }),
    STORY_MS,
  );
});

describe('undo by its id', () => {
  labTest(
    'of a change that an overlay declared later relies on leaves what that needs, and names it; with the overlay gone it is whole',
    () =>
      withLab(['alpha', 'beta'], (lab) =>
        withEngine(lab, async (engine) => {
          const { session } = engine;
          const mesh = ['alpha', 'beta'];
          await applyFile(session, fileOf('bridged', 'IPv4', mesh));
          const [first] = session.history.list();
          const spec = session.stated.find('mesh')?.spec ?? null;
          await session.stated.state('mesh', null);
          await session.stated.state('mesh', spec);
          const undo = { kind: 'undo', entryId: first?.id };
          const { plan, problems } = session.previews.preview(undo);
          expect(plan?.hosts.flatMap(({ forward }) => forward.map(({ text }) => text)) ?? []).toEqual([]);
          const named = problems.filter(({ code }) => code === 'recovery-claimed').map(({ facts }) => facts.by);
          expect(new Set(named)).toEqual(new Set(['the overlay mesh']));
          expect((await seen(session)).members.map(({ state }) => state)).toEqual(['true', 'true']);
          await session.stated.state('mesh', null);
          expect(await applied(session, undo)).toMatchObject({ end: 'committed' });
          const left = await engine.look('lab:alpha');
          expect(left.tables.link.filter(({ kind }) => kind === 'vxlan')).toEqual([]);
        }),
      ),
    STORY_MS,
  );
});

describe('recovering an interrupted change', () => {
  labTest(
    'never takes from what was applied again and committed; what is not unfinished is refused',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session, journalPath }) => {
          await applyFile(session, fileOf('flannel', 'IPv4', HOSTS));
          // As a crash before the last word leaves it, and the same applied again by the next process.
          const again = readFileSync(journalPath, 'utf8').trim().split('\n');
          const lines = again.map((line) => JSON.parse(line) as JournalEntry);
          const cut = lines
            .filter(({ kind }) => kind !== 'end')
            .map((one) => ({ ...one, id: 'crashed', ...(one.kind === 'armed' && { pid: 1, pidStart: 'gone' }) }));
          writeFileSync(journalPath, `${[...cut.map((one) => JSON.stringify(one)), ...again].join('\n')}\n`);
          await session.overlays.reload();
          const [interrupted, ...others] = session.overlays.recoveries();
          expect([interrupted?.hosts, others]).toEqual([HOSTS.map((name) => `lab:${name}`), []]);
          const result = await session.rollBack(interrupted?.entryId ?? '');
          if (!result.ok) throw new Error(JSON.stringify(result.problem));
          expect(new Set(result.value.problems.map(({ code }) => code))).toEqual(new Set(['recovery-claimed']));
          expect((await seen(session)).members.map(({ state }) => state)).toEqual(['true', 'true', 'true']);
          await expectWhole(session, 3, 'IPv4');
          for (const id of [interrupted?.entryId ?? '', session.history.list()[0]?.id ?? '', 'nobody', '']) {
            expect(await session.keep(id), id).toMatchObject({ ok: false, problem: { code: 'recovery-unknown' } });
            expect(await session.rollBack(id), id).toMatchObject({ ok: false, problem: { code: 'recovery-unknown' } });
          }
        }),
      ),
    STORY_MS,
  );
});
