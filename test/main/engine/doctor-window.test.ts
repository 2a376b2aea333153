import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DoctorProgress } from '../../../app/contract/doctor-view.ts';
import type { HostId } from '../../../app/base/host.ts';
import { createLooks } from '../../../main/engine/doctor/looks.ts';
import { writeReportFiles } from '../../../main/engine/report-files.ts';
import { createTraces } from '../../../main/engine/trace/traces.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine } from './engine-for-test.ts';
import { applyFile, fileOf } from './overlay-for-test.ts';

const HOSTS = ['alpha', 'beta'];
const IDS = HOSTS.map((name): HostId => `lab:${name}`);
const clock = { now: () => Date.now() };

labTest(
  'what the window asks: a look with progress, its plan, a cancelled one, a trace, and a report of both',
  () =>
    withLab(HOSTS, (lab) =>
      withEngine(lab, async ({ session }) => {
        await applyFile(session, fileOf('bridged', 'IPv4', HOSTS));
        const looks = createLooks(session, clock);
        const traces = createTraces(session.hosts, clock);
        const endpoint = await inHost(
          hostOf(lab, 'beta'),
          'sh',
          '-c',
          "ip -n red -o -4 addr show dev veth-red | sed 's/.*inet \\([^/]*\\).*/\\1/'",
        );
        const asked = {
          host: IDS[0] as HostId,
          netns: 'red',
          address: endpoint.trim(),
          protocol: 'icmp',
          size: 84,
          send: true,
        } as const;

        const told: DoctorProgress[] = [];
        const healthy = await looks.run({ id: 'a', hosts: IDS, probes: true }, (one) => told.push(one));
        expect(healthy).toMatchObject({ id: 'a', healthy: true, findings: [], hosts: IDS, probes: true });
        expect(told.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['reading', 'checking', 'packets']));
        expect(told.at(-1)?.hosts.map(({ state }) => state)).toEqual(['read', 'read']);
        expect(await traces.run(asked)).toMatchObject({
          ok: true,
          value: { trace: { arrives: true }, sent: { agrees: true } },
        });

        await inHost(hostOf(lab, 'alpha'), 'sh', '-c', 'ip link set dev vxlan77 down');
        const broken = await looks.run({ id: 'b', hosts: IDS, probes: true }, () => undefined);
        const [first] = broken?.findings ?? [];
        expect(first).toMatchObject({
          code: 'link-down',
          host: 'lab:alpha',
          fix: { intent: { kind: 'mend' }, toRun: [] },
        });
        expect(first?.fix?.hosts[0]?.commands.join()).toMatch(/ip link set dev vxlan77 up/);
        const stopped = await traces.run(asked);
        expect(stopped).toMatchObject({ ok: true, value: { trace: { arrives: false } } });

        const stopping = looks.run({ id: 'c', hosts: IDS, probes: true }, () => looks.cancel('c'));
        expect(await stopping).toBeNull();
        expect(looks.find('c')).toBeUndefined();

        const folder = mkdtempSync(join(tmpdir(), 'overlane-report-'));
        const path = join(folder, 'ticket.md');
        const reported = { doctor: broken ?? undefined, ...(stopped.ok && { trace: stopped.value.trace }) };
        const wish = { path, redact: false, hosts: IDS, replace: true };
        expect(await writeReportFiles(reported, wish)).toMatchObject({ ok: true, value: { length: 3 } });
        expect(readFileSync(path, 'utf8')).toContain('link-down');
        expect(await writeReportFiles(reported, { ...wish, replace: false })).toMatchObject({
          problem: { code: 'export-unwritable' },
        });
        expect(await writeReportFiles(reported, wish)).toMatchObject({ ok: true });
        // A picture of somebody else is not written over because a report beside it is new.
        writeFileSync(join(folder, 'other.svg'), 'mine');
        expect(await writeReportFiles(reported, { ...wish, path: join(folder, 'other.md') })).toMatchObject({
          ok: false,
        });
        rmSync(folder, { recursive: true });

        expect(await applied(session, first?.fix?.intent)).toMatchObject({ end: 'committed' });
        expect(await looks.run({ id: 'd', hosts: IDS, probes: true }, () => undefined)).toMatchObject({
          healthy: true,
        });
        expect(await traces.run({ ...asked, netns: 'blue' })).toMatchObject({
          ok: false,
          problem: { where: { field: 'netns' } },
        });
      }),
    ),
  90_000,
);
