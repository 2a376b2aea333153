import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeOverlayYaml } from '../../../app/overlay/overlay-yaml.ts';
import { fileChange } from '../../../main/engine/file-change.ts';
import type { Session } from '../../../main/engine/session.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { withEngine } from './engine-for-test.ts';
import { applyFile, completed, fileOf } from './overlay-for-test.ts';

const TWO = ['alpha', 'beta'];
const WITH_GAMMA = [...TWO, 'gamma'];
const WITH_DELTA = [...TWO, 'delta'];
const WITH_BOTH = [...WITH_GAMMA, 'delta'];

labTest(
  'two who join a member each at the same time: the second is refused, and neither member is forgotten',
  () =>
    withLab(['alpha', 'beta', 'gamma', 'delta'], async (lab) => {
      const folder = mkdtempSync(join(tmpdir(), 'overlane-declared-'));
      const path = join(folder, 'mesh.yaml');
      const planned = async (session: Session, hosts: readonly string[]) => {
        const spec = completed(session, fileOf('flannel', 'IPv4', hosts));
        const file = await fileChange(path, readFileSync(path, 'utf8'), writeOverlayYaml(spec));
        if (!file.ok) throw new Error(JSON.stringify(file.problem));
        const { plan, problems } = await session.preview({ kind: 'overlay-apply', spec }, file.value);
        if (plan === undefined) throw new Error(JSON.stringify(problems));
        return plan.planId;
      };
      try {
        await withEngine(
          lab,
          async ({ session: one }) => {
            await applyFile(one, fileOf('flannel', 'IPv4', TWO));
            writeFileSync(path, 'two');
            await withEngine(
              lab,
              async ({ session: other, look }) => {
                const plans = [await planned(one, WITH_GAMMA), await planned(other, WITH_DELTA)] as const;
                const first = await one.apply(plans[0], () => undefined);
                const second = await other.apply(plans[1], () => undefined);
                expect(first).toMatchObject({ ok: true, value: { end: 'committed', problems: [] } });
                expect(second).toMatchObject({
                  ok: true,
                  value: { end: 'rolled-back', problems: [{ code: 'overlay-declared-since' }] },
                });
                expect(other.stated.find('mesh')?.spec?.members).toHaveLength(3);
                expect((await look('lab:delta')).tables.link.filter(({ vxlan }) => vxlan !== undefined)).toEqual([]);

                // Somebody edits the file while the plan is looked at.
                for (const { id } of other.hosts.list()) await other.hosts.find(id)?.refresh();
                const third = await planned(other, WITH_BOTH);
                writeFileSync(path, '# mine');
                expect(await other.apply(third, () => undefined)).toMatchObject({
                  ok: true,
                  value: { end: 'rolled-back', problems: [{ code: 'overlay-file-since' }] },
                });
                expect(readFileSync(path, 'utf8')).toBe('# mine');
                expect((await look('lab:delta')).tables.link.filter(({ vxlan }) => vxlan !== undefined)).toEqual([]);
              },
              { folder },
            );
          },
          { folder },
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
  120_000,
);
