import { findLab } from '../../main/lab/lab.ts';
import { labTransport } from '../../main/transport/lab.ts';

/** A program that watches a host, to be killed by a test: prints "rung" when the monitors listen. */
const lab = await findLab(process.argv[2]);
const host = lab?.hosts[0];
if (!lab || !host) process.exit(1);
labTransport(lab, host).watch(
  [''],
  () => console.log('rung'),
  () => console.log('ended'),
);
process.stdin.resume();
