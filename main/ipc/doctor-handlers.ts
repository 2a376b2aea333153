/** Doctor, tracer, and the report of both. */
import type { ReportAsked } from '../../app/contract/doctor-view.ts';
import { fail, ok } from '../../app/problem/problem.ts';
import type { Reported } from '../../app/trace/report.ts';
import { createLooks, type Looks } from '../engine/doctor/looks.ts';
import { writeReportFiles } from '../engine/report-files.ts';
import { createTraces, type Traces } from '../engine/trace/traces.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './handlers-type.ts';

type DoctorCalls = 'doctor.run' | 'doctor.cancel' | 'trace.run' | 'report.save';

export function doctorHandlers({ session, options }: Backend): Pick<Handlers, DoctorCalls> {
  const clock = { now: () => Date.now() };
  const looks = createLooks(session, clock);
  const traces = createTraces(session.hosts, clock);
  return {
    'doctor.run': async (asked) => ok(await looks.run(asked, (progress) => options.emit('doctor.progress', progress))),
    'doctor.cancel': async ({ id }) => {
      looks.cancel(id);
      return ok(null);
    },
    'trace.run': (asked) => traces.run(asked),
    'report.save': async (asked) => {
      const reported = reportedOf(asked, looks, traces);
      if (reported === undefined) {
        const facts = { field: 'Report', reason: 'what it is about is not known any more; run it again' };
        return fail({ code: 'bad-input', severity: 'error', where: {}, facts, retry: false });
      }
      const path = await options.saveAs('overlane-report.md');
      if (path === undefined) return ok(null);
      const hosts = session.hosts.list().map(({ id }) => id);
      const written = await writeReportFiles(reported, { path, redact: asked.redact, hosts, replace: true });
      return written.ok ? ok({ files: written.value }) : written;
    },
  };
}

function reportedOf(asked: ReportAsked, looks: Looks, traces: Traces): Reported | undefined {
  const doctor = asked.doctor === undefined ? undefined : looks.find(asked.doctor);
  const traced = asked.trace === undefined ? undefined : traces.find(asked.trace);
  if (doctor === undefined && traced === undefined) return undefined;
  return {
    ...(doctor && { doctor }),
    ...(traced && { trace: { ...traced.trace, ...(traced.sent && { sent: traced.sent }) } }),
  };
}
