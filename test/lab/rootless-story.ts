import { spawnSync } from 'node:child_process';
import { enterArgv, findLab, startLab } from '../../main/lab/lab.ts';

/** Up, a look at every host, down; prints what it saw as JSON. Run as an ordinary user by rootless.test.ts. */
const started = await startLab({ name: process.argv[2] ?? 'rootless', lifetime: 'detached' });
if (!started.ok) {
  console.log(JSON.stringify({ problem: started.problem }));
} else {
  const found = await findLab(started.value.name);
  const hosts = (found?.hosts ?? []).map((host) => {
    const run = (...argv: string[]) => {
      const [file = '', ...rest] = enterArgv(host, argv);
      const done = spawnSync(file, rest, { encoding: 'utf8' });
      return { exitCode: done.status, text: (done.stdout + done.stderr).trim() };
    };
    return {
      name: run('hostname').text,
      uid: run('id', '-u').text,
      vxlan: run('ip', 'link', 'add', 'name', 'vx', 'type', 'vxlan', 'id', '7', 'dstport', '4789'),
      netns: run('ip', 'netns', 'add', 'red'),
      inside: run('ip', '-n', 'red', '-br', 'link', 'show', 'dev', 'lo').text,
      ping: run('ping', '-c1', '-W1', '192.168.64.4').exitCode,
    };
  });
  const pids = (found?.hosts ?? []).map(({ pid }) => pid);
  await found?.stop();
  console.log(
    JSON.stringify({ uid: process.getuid?.(), hosts, pids, after: (await findLab(started.value.name))?.name ?? null }),
  );
}
