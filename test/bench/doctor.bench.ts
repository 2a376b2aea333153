/** The doctor without input and output: 1,000 simulated hosts in overlays of twenty, half of them routed; and two overlays of 200. */
import { diagnose } from '../../app/doctor/diagnose.ts';
import { factsOf } from '../app/doctor/worlds.ts';
import { median, report } from './report.ts';

function timeOf(count: number, size: number): number {
  const facts = factsOf(count, size);
  const times = Array.from({ length: 5 }, () => {
    const fresh = facts.map((one) => ({ ...one, tables: { ...one.tables, route: [...one.tables.route] } }));
    const started = performance.now();
    diagnose(fresh);
    return performance.now() - started;
  });
  return median(times);
}

report({ what: 'doctor over 1,000 simulated hosts, no I/O', ours: timeOf(1000, 20), most: 1000 });
report({ what: 'doctor over two overlays of 200 hosts, 80,000 entries', ours: timeOf(400, 200), most: 2000 });
