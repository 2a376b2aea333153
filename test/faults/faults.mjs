/** Runs faults in the Overlane lab: see README.md. Node only, no packages. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const overlane = (process.env.OVERLANE ?? 'npm exec overlane --').split(' ');
const BASES = {
  bridged: {
    argv: [['link', 'lab:alpha', 'lab:beta']],
    endpoints: { alpha: '10.100.0.1', beta: '10.100.0.2' },
    mtu: 1450,
  },
  routed: {
    argv: [['link', 'lab:alpha', 'lab:beta', '--mode', 'routed', '--vni', '100']],
    endpoints: { alpha: '10.100.1.3', beta: '10.100.2.3' },
    mtu: 1450,
  },
  flannel: {
    yaml: ['flannel', '10.42.0.0/16'],
    endpoints: { alpha: '10.42.1.2', beta: '10.42.2.2', gamma: '10.42.3.2' },
    mtu: 1450,
  },
  bridged3: {
    yaml: ['bridged', '10.43.0.0/24'],
    endpoints: { alpha: '10.43.0.1', beta: '10.43.0.2', gamma: '10.43.0.3' },
    mtu: 1450,
  },
  none: { endpoints: {}, mtu: 1450 },
};

export const names = () =>
  readdirSync(here, { withFileTypes: true })
    .filter((e) => e.isDirectory() && existsSync(join(here, e.name, 'expect.json')))
    .map((e) => e.name)
    .sort();
export const expectOf = (name) => JSON.parse(readFileSync(join(here, name, 'expect.json'), 'utf8'));
export const baseOf = (name) => {
  const e = expectOf(name);
  const base = BASES[e.base];
  return {
    ...base,
    endpoints: Object.entries(base.endpoints).map(([host, address]) => ({ host, netns: 'red', address })),
    ...(e.endpoints && { endpoints: e.endpoints }),
    ...(e.mtu && { mtu: e.mtu }),
  };
};

export function cli(...argv) {
  return spawnSync(overlane[0], [...overlane.slice(1), ...argv], { encoding: 'utf8' });
}

export class Lab {
  pids = {};
  up() {
    cli('lab', 'down');
    const up = cli('lab', 'up');
    if (up.status !== 0) throw new Error(`lab up: ${up.stderr}${up.stdout}`);
    for (const { name, pid } of JSON.parse(cli('lab', 'status', '--json').stdout).hosts) this.pids[name] = pid;
    const fast =
      process.getuid() === 0 && spawnSync('nsenter', ['-t', String(this.pids.alpha), '-a', '--', 'true']).status === 0;
    if (!fast) this.pids = Object.fromEntries(Object.keys(this.pids).map((name) => [name, 0]));
  }
  down() {
    cli('lab', 'down');
  }
  argv(host, script) {
    return this.pids[host]
      ? ['nsenter', '-t', String(this.pids[host]), '-a', '--', 'sh', '-c', script]
      : [...overlane, 'lab', 'exec', host, '--', 'sh', '-c', script];
  }
  on(host, script) {
    const [file, ...args] = this.argv(host, script);
    const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    return { status, stdout, stderr };
  }
  start(host, script) {
    const [file, ...args] = this.argv(host, script);
    const child = spawn(file, args);
    let out = '';
    child.stdout.on('data', (d) => {
      out += d;
    });
    child.stderr.on('data', (d) => {
      out += d;
    });
    return { child, done: new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout: out }))) };
  }
  script(path) {
    const env = {
      ...process.env,
      FAULTS: here,
      ...Object.fromEntries(
        Object.entries(this.pids)
          .filter(([, pid]) => pid)
          .map(([name, pid]) => [`LAB_PID_${name}`, String(pid)]),
      ),
    };
    const { status, stdout, stderr } = spawnSync('sh', ['-eu', path], { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`${path}: ${stdout}${stderr}`);
  }
}

/** The base overlay and build.sh of a fault. Answers with the path of the statement, where the base has one. */
export function build(lab, name, folder) {
  const { base } = expectOf(name);
  let file;
  if (BASES[base].yaml) {
    const [mode, prefix] = BASES[base].yaml;
    file = join(folder, 'overlay.yaml');
    writeFileSync(
      file,
      `name: mesh\nmode: ${mode}\nprefixes: [${prefix}]\nmembers:\n${['alpha', 'beta', 'gamma'].map((h) => `  - host: lab:${h}\n`).join('')}`,
    );
    must(cli('overlay', 'apply', file));
  }
  for (const argv of BASES[base].argv ?? []) must(cli(...argv));
  const own = join(here, name, 'build.sh');
  if (existsSync(own)) lab.script(own);
  return file;
}
const must = ({ status, stdout, stderr }) => {
  if (status !== 0) throw new Error(stderr + stdout);
};

/** Every ordered pair of endpoints: ping (4 small), large (the overlay's MTU, may not be cut), tcp (100 kB there and back in 3 s). */
export async function probe(lab, name, phase = 'before') {
  const { endpoints, mtu: own } = baseOf(name);
  const { mtuBefore, mtuAfter } = expectOf(name);
  const mtu = (phase === 'before' ? mtuBefore : phase === 'mended' ? mtuAfter : undefined) ?? own;
  const { extra = [], pings = 4, ask } = expectOf(name);
  const inside = ({ netns }) => (netns ? `ip netns exec ${netns} ` : '');
  const servers = endpoints.map((one) => [
    one.host,
    lab.on(one.host, `${inside(one)}node ${here}/tcp.mjs serve 5201 >/dev/null 2>&1 & echo $!`).stdout.trim(),
  ]);
  await new Promise((r) => setTimeout(r, 400));
  const key = (e) => (endpoints.filter((o) => o.host === e.host).length > 1 ? `${e.host}/${e.netns}` : e.host);
  const pairs = endpoints
    .flatMap((from) => endpoints.filter((to) => to !== from).map((to) => [from, to]))
    .filter(([a, b]) => ask === undefined || ask.includes(`${key(a)}>${key(b)}`));
  const scripts = pairs.map(([from, to]) => {
    const at = inside(from),
      size = mtu - (to.address.includes(':') ? 48 : 28);
    return lab.start(
      from.host,
      `
      n=$(${at}ping -n -c${pings} -i0.2 -W1 ${to.address} | sed -n 's/.* \\([0-9]*\\) received.*/\\1/p')
      l=$(${at}ping -n -c2 -i0.2 -W1 -M do -s ${size} ${to.address} 2>/dev/null | sed -n 's/.* \\([0-9]*\\) received.*/\\1/p')
      ${at}node ${here}/tcp.mjs ask ${to.address} 5201 100000 3; echo "\${n:-0} \${l:-0} $?"`,
    ).done;
  });
  const results = {};
  for (const [i, run] of scripts.entries()) {
    const [n, l, t] = (await run).stdout.trim().split('\n').at(-1).split(' ').map(Number);
    results[`${key(pairs[i][0])}>${key(pairs[i][1])}`] = {
      ping: n >= pings - 1,
      large: l > 0,
      tcp: t === 0,
      received: `${n}/${pings}`,
    };
  }
  for (const { name: word, host, command } of extra) results[word] = { extra: lab.on(host, command).status === 0 };
  for (const [host, pid] of servers) lab.on(host, `kill ${pid}`);
  return results;
}

/** What is not as expect.json says; empty when the fault really breaks what it should and nothing else. */
export function judge(name, results, phase) {
  const { healthy, breaks = ['ping'], keeps = [], pairs } = expectOf(name);
  const works = (r, probes) => probes.every((p) => r[p] !== false);
  if (healthy || phase !== 'broken')
    return Object.entries(results)
      .filter(([, r]) => !works(r, ['ping', 'large', 'tcp', 'extra']))
      .map(([k, r]) => `${k} should work: ${JSON.stringify(r)}`);
  const chosen = Object.entries(results).filter(([k]) => (pairs === undefined ? true : pairs.includes(k)));
  return [
    ...breaks.filter((p) => !chosen.some(([, r]) => r[p] === false)).map((p) => `${p} still works`),
    ...keeps.filter((p) => chosen.some(([, r]) => r[p] === false)).map((p) => `${p} should still work`),
    ...(pairs === undefined
      ? []
      : Object.entries(results)
          .filter(([k, r]) => !pairs.includes(k) && !works(r, ['ping', 'large', 'tcp', 'extra']))
          .map(([k, r]) => `${k} should work: ${JSON.stringify(r)}`)),
  ];
}

export function mend(lab, name) {
  const failed = (expectOf(name).fix ?? [])
    .map(({ host, command }) => ({ host, command, ...lab.on(host.replace('lab:', ''), command) }))
    .filter(({ status }) => status !== 0);
  // A neighbour that just failed is asked again only after a second.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
  return failed;
}

export const line = (results) =>
  Object.entries(results)
    .map(
      ([k, r]) =>
        `${k} ${'extra' in r ? (r.extra ? 'ok' : 'FAILS') : ['ping', 'large', 'tcp'].map((p) => (r[p] ? p : `${p}✗`)).join(' ') + (r.received?.startsWith('4/') || r.received?.startsWith('0/') ? '' : ` ${r.received}`)}`,
    )
    .join(' · ');

/** One fault from a fresh lab: works, injected, broken as said, mended, works. */
export async function run(name, { keep = false, stop, log = console.log } = {}) {
  const lab = new Lab();
  const folder = mkdtempSync(join(tmpdir(), 'overlane-fault-'));
  const wrong = [];
  try {
    lab.up();
    const file = build(lab, name, folder);
    const before = await probe(lab, name);
    log(`${name}: before  ${line(before)}`);
    wrong.push(...judge(name, before, 'before').map((w) => `before: ${w}`));
    if (existsSync(join(here, name, 'inject.sh'))) lab.script(join(here, name, 'inject.sh'));
    await stop?.({ lab, file, folder });
    const broken = await probe(lab, name, 'broken');
    log(`${name}: ${expectOf(name).healthy ? 'healthy' : 'broken '} ${line(broken)}`);
    wrong.push(...judge(name, broken, 'broken').map((w) => `broken: ${w}`));
    if (!keep && !expectOf(name).healthy) {
      wrong.push(...mend(lab, name).map(({ host, command, stderr }) => `fix on ${host}: ${command}: ${stderr}`));
      const after = await probe(lab, name, 'mended');
      log(`${name}: mended  ${line(after)}`);
      wrong.push(...judge(name, after, 'mended').map((w) => `mended: ${w}`));
    }
  } catch (error) {
    wrong.push(String(error.message ?? error));
  } finally {
    if (!keep) lab.down();
    rmSync(folder, { recursive: true, force: true });
  }
  log(`${name}: ${wrong.length === 0 ? 'as expected' : `WRONG ${wrong.join('; ')}`}`);
  return wrong;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [word = 'list', ...rest] = process.argv.slice(2);
  const keep = rest.includes('--keep');
  const wanted = rest.filter((r) => !r.startsWith('--'));
  if (word === 'list')
    for (const name of names()) {
      const e = expectOf(name);
      console.log([name, e.base, e.code ?? 'healthy', e.title].join('\t'));
    }
  if (word === 'run') {
    let bad = 0;
    for (const name of wanted.length > 0 ? wanted : names()) bad += (await run(name, { keep })).length > 0 ? 1 : 0;
    process.exitCode = bad === 0 ? 0 : 1;
  }
}
