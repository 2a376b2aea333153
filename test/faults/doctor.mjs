/**
 * The doctor against injected faults: named by code, host and table? does its fix mend? silent on what is healthy?
 *   OVERLANE_LAB=faults node test/faults/doctor.mjs [--no-fix] [NAME…]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, cli, expectOf, judge, Lab, line, names, probe } from './faults.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** `file` gets the facts. */
function look(name, file) {
  const hosts = expectOf(name).hosts ?? ['lab:alpha', 'lab:beta', 'lab:gamma'];
  const started = Date.now();
  const { status, stdout, stderr } = cli(
    'doctor',
    ...hosts,
    '--json',
    ...(file === undefined ? [] : ['--facts', file]),
  );
  try {
    return { status, ms: Date.now() - started, ...JSON.parse(stdout) };
  } catch {
    throw new Error(`doctor said no JSON (exit ${status}): ${stderr}${stdout}`);
  }
}

const brief = ({ code, host, table, entry }) => `${code}@${host} ${table} "${entry}"`;

/** What is not as expect.json says of the first findings; a code of its own is shown, not judged. */
function named(name, { findings, status }) {
  const expected = expectOf(name);
  if (expected.healthy) return findings.map((one) => `false alarm ${brief(one)}`);
  const same = findings.filter(({ code }) => code === expected.code);
  const hit =
    same.find(({ host }) => host === expected.host) ?? same.find(({ hosts }) => hosts.includes(expected.host));
  if (status !== 1) return [`exit ${status}`];
  if (hit === undefined) return [`expected ${brief(expected)}`];
  const wrong = [];
  if (hit.host !== expected.host) wrong.push(`host ${hit.host} instead of ${expected.host}`);
  if (hit.table !== expected.table) wrong.push(`table ${hit.table} instead of ${expected.table}`);
  const others = findings.filter(({ code }) => code !== expected.code);
  if (others.length > 0) wrong.push(`${others.length} of other names`);
  return wrong;
}

function mend(lab, findings) {
  const failed = [];
  for (const { fix } of findings)
    for (const { host, commands } of fix?.hosts ?? [])
      for (const command of commands) {
        const { status, stderr } = lab.on(host.replace('lab:', ''), command);
        if (status !== 0) failed.push(`${command}: ${stderr.trim()}`);
      }
  // A neighbour that just failed is asked again only after a second; what was learned of the path MTU is not of the fault.
  for (const host of ['alpha', 'beta', 'gamma'])
    lab.on(host, 'for n in $(ip netns list | cut -d" " -f1); do ip -n $n route flush cache; done');
  spawnSync('sleep', ['1.2']);
  return failed;
}

async function run(name, withFix) {
  const lab = new Lab();
  const folder = mkdtempSync(join(tmpdir(), 'overlane-fault-'));
  const row = { name };
  try {
    lab.up();
    build(lab, name, folder);
    const before = look(name);
    if (before.findings.length > 0) row.before = before.findings.map(brief).join('; ');
    if (existsSync(join(here, name, 'inject.sh'))) lab.script(join(here, name, 'inject.sh'));
    if (proves && !expectOf(name).healthy) {
      const broken = await probe(lab, name, 'broken');
      const not = judge(name, broken, 'broken');
      if (not.length > 0) row.proof = `${not.join('; ')} ${line(broken)}`;
    }
    const found = look(name, record === undefined ? undefined : join(record, `${name}.json`));
    row.ms = found.ms;
    row.found = found.findings.map(brief).join('; ');
    row.wrong = named(name, found).join('; ');
    if (expectOf(name).healthy || !withFix) return row;
    let failed = [];
    let again = found;
    // Lowest first: what comes to light after a mend is mended next, as a person would.
    for (let round = 0; round < 3 && again.findings.length > 0; round += 1) {
      failed = mend(lab, again.findings);
      again = look(name);
    }
    const after = await probe(lab, name, 'mended');
    const bad = judge(name, after, 'mended');
    row.mends = bad.length === 0 ? 'yes' : `no: ${failed.join('; ')} ${line(after)}`;
    if (bad.length === 0 && again.findings.length > 0)
      row.mends += `, but still said: ${again.findings.map(brief).join('; ')}`;
  } catch (error) {
    row.wrong = String(error.message ?? error);
  } finally {
    lab.down();
    rmSync(folder, { recursive: true, force: true });
  }
  return row;
}

const needs = (name) => {
  const tool = expectOf(name).needs;
  return tool !== undefined && spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0 ? tool : undefined;
};

const args = process.argv.slice(2);
/** First, with packets, that the case breaks what it says. */
const proves = args.includes('--prove');
/** A folder that gets the facts of each broken overlay: what test/cases/doctor-* are made of. */
const record = args.find((one) => one.startsWith('--record='))?.slice('--record='.length);
const wanted = args.filter((one) => !one.startsWith('--'));
const rows = [];
for (const name of wanted.length > 0 ? wanted : names()) {
  const tool = needs(name);
  if (tool !== undefined) {
    console.log(`${name}: skipped, ${tool} is not installed here`);
    continue;
  }
  const row = await run(name, !args.includes('--no-fix'));
  rows.push(row);
  console.log(
    [
      `${row.name}: ${row.wrong ? `WRONG ${row.wrong} | said: ${row.found ?? ''}` : 'ok'}`,
      ...(row.before ? [`before: FALSE ALARM ${row.before}`] : []),
      ...(row.proof ? [`NOT AS SAID: ${row.proof}`] : []),
      ...(row.mends ? [`mends: ${row.mends}`] : []),
      `${row.ms ?? 0} ms`,
    ].join(' | '),
  );
}
const right = rows.filter(({ wrong, before }) => !wrong && !before).length;
const faulty = rows.filter(({ name }) => !expectOf(name).healthy);
console.log(
  `${right} of ${rows.length} as expected; ${faulty.filter(({ mends }) => mends?.startsWith('yes')).length} of ${faulty.length} mended`,
);
process.exitCode = right === rows.length ? 0 : 1;
