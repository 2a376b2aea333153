/** A connection from its first moment to its end, whatever ends it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Transport } from '../../../app/contract/ports.ts';
import { queriesOf } from '../../../app/noun/query.ts';
import type { Step } from '../../../app/noun/step.ts';
import { createCollector } from '../../../main/engine/collector.ts';
import { argvOf, ownPids } from '../../../main/lab/proc.ts';
import { sshTransport, type SshTransport } from '../../../main/transport/ssh.ts';
import type { LabHost } from '../../../main/lab/lab.ts';
import { watched } from '../../lab/bell.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { processesOf } from '../../lab/processes.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';
import { until } from '../../lab/until.ts';

const links = queriesOf('link', '');
const ours = ['ip', 'bridge', 'dd', 'setsid', 'sudo'];

function open(lab: SshLab, target = 'alpha', controlFolder?: string): SshTransport {
  return sshTransport({ host: `ssh:${target}`, target, configFile: lab.configFile, controlFolder });
}

/** Until nothing has been asked for a while: a read that is under way would learn of a loss in any case. */
function quiet(transport: SshTransport): Promise<void> {
  let before = -1;
  let since = performance.now();
  return until('it is quiet', () => {
    if (transport.exchanges() !== before) since = performance.now();
    before = transport.exchanges();
    return performance.now() - since > 300;
  });
}

/** ssh processes of ours for that configuration; the processes that a proxy command left are found by its namespace. */
function sshPids(lab: SshLab): readonly number[] {
  return ownPids().filter((pid) => argvOf(pid).includes(lab.configFile));
}

/** Everything in a host besides pid 1, its sleep, and the sshd that waits for connections. */
async function strangers(host: LabHost): Promise<readonly string[]> {
  return (await processesOf(host))
    .map(({ name }) => name)
    .sort()
    .slice(0);
}

describe('one session', () => {
  test('refreshes every table of every namespace in one round trip, with one process here', async () => {
    await withSshLab({}, async (lab) => {
      for (const name of ['red', 'blue']) await inHost(lab.host('alpha'), 'ip', 'netns', 'add', name);
      const transport = open(lab);
      const options = { record: () => undefined, onChange: () => undefined, onHost: () => undefined };
      // Nothing rings: a bell meanwhile would make a round trip of its own.
      const silent: Transport = { ...transport, watch: () => ({ stop: () => undefined }) };
      const collector = createCollector({ transport: silent, clock: { now: () => Date.now() }, ...options });
      collector.start();
      await until('both namespaces are there', () => collector.snapshot()?.tables.netns.length === 2);
      await quiet(transport);
      for (let time = 0; time < 3; time += 1) {
        const before = transport.exchanges();
        expect((await collector.refresh()).ok).toBe(true);
        expect(transport.exchanges() - before).toBe(1);
      }
      expect(sshPids(lab)).toHaveLength(1);
      // There: the sshd that waits, and one for the one session, before and after.
      const sshds = (await processesOf(lab.host('alpha'))).filter(({ name }) => name === 'sshd');
      expect(sshds).toHaveLength(2);
      await collector.stop();
    });
  });

  test('is enough: a server that allows only one session is watched and written like any other', async () => {
    await withSshLab({ sshd: 'MaxSessions 1' }, async (lab) => {
      const transport = open(lab, 'free-alpha', join(lab.folder, 'control'));
      const { rang } = await watched(transport, ['']);
      const steps: readonly Step[] = [
        { do: 'link-add-bridge', netns: '', name: 'br7', bridge: {} } as never,
        { do: 'link-set-up', netns: '', name: 'br7', up: true } as never,
      ];
      const done = await transport.write(steps);
      expect(done.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      await rang('', 'link');
      await transport.close();
    });
  });

  test('a command that hangs is ended there too, and the next one is answered', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab);
      const hanging = { ...links[0]!, argv: ['sleep', '1000'] };
      const [late, never] = await transport.read([hanging, links[0]!], { timeoutMs: 300 });
      expect([late?.failure, never?.failure]).toEqual(['timeout', 'timeout']);
      expect((await transport.read(links))[0]?.exitCode).toBe(0);
      const sleeps = await inHost(lab.host('alpha'), 'sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "');
      expect(sleeps).not.toContain('sleep 1000');
      await transport.close();
    });
  });

  test('output that looks like ours, has no line end or is no text stays where it belongs', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab, 'noisy-alpha');
      const ask = (...argv: string[]) => ({ ...links[0]!, argv });
      const answers = await transport.read([
        ask('printf', 'no end'),
        ask('printf', 'begin\\n0 \\n'),
        ask('sh', '-c', 'printf "\\377\\001" ; echo wrong >&2; exit 3'),
        ask('no-such-program'),
        ask('cat'),
        ask('printf', '%s', "it's $HOME `id` \\ ! \n two"),
      ]);
      expect(answers.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
        [0, 'no end'],
        [0, 'begin\n0 \n'],
        [3, '\ufffd\u0001'],
        [127, ''],
        [0, ''],
        [0, "it's $HOME `id` \\ ! \n two"],
      ]);
      expect(answers[2]?.stderr).toBe('wrong');
      await transport.close();
    });
  });
});

/** Stops whatever an agent has started; not the agent, which got that variable only after it had begun. */
const STOP_ALL =
  'for one in /proc/[0-9]*; do if tr "\\0" "\\n" <"$one/environ" 2>/dev/null | grep -q ^overlane_agent=; then kill -STOP "${one#/proc/}"; fi; done';

describe('the end', () => {
  test('close leaves no ssh here and nothing there, also while a command runs and monitors listen', async () => {
    await withSshLab({}, async (lab) => {
      const alpha = lab.host('alpha');
      const idle = await strangers(alpha);
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      const transport = open(lab, 'free-alpha', join(lab.folder, 'control'));
      await watched(transport, ['', 'red']);
      const running = transport.read([{ ...links[0]!, argv: ['sleep', '1000'] }]);
      const ping = { kind: 'ping', netns: '', target: '192.168.64.99', count: 9, waitS: 1, deadlineS: 20 } as const;
      const asked = transport.probe(ping);
      await until('it pings', async () => (await strangers(alpha)).includes('ping'));
      expect((await strangers(alpha)).filter((name) => ours.includes(name)).length).toBeGreaterThan(3);
      // Stopped, nothing notices by itself that nobody is there any more: it is ended, or stays.
      await inHost(alpha, 'sh', '-c', STOP_ALL);
      await transport.close();
      expect((await running)[0]?.failure).toBeDefined();
      expect((await asked).failure).toBeDefined();
      await until('nothing of ours is there', async () => (await strangers(alpha)).join() === idle.join());
      expect(sshPids(lab)).toEqual([]);
      expect(readdirSync(join(lab.folder, 'control'))).toEqual([]);
    });
  });

  test('a connection that is cut ends the command that runs there; monitors end also when only their agent was killed', async () => {
    await withSshLab({}, async (lab) => {
      const alpha = lab.host('alpha');
      const transport = open(lab, 'free-alpha');
      await transport.read(links);
      const running = transport.read([{ ...links[0]!, argv: ['sleep', '1000'] }]);
      const sleeps = async () =>
        (await inHost(alpha, 'sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "')).includes('sleep 1000');
      await until('it runs', sleeps);
      for (const pid of sshPids(lab)) process.kill(pid, 'SIGKILL');
      expect((await running)[0]?.failure).toBe('no-connection');
      await until('it has ended', async () => !(await sleeps()));
      await transport.read(links); // says that the connection was lost
      await watched(transport, ['']);
      const agent =
        'for one in /proc/[0-9]*; do tr "\\0" "\\n" <"$one/environ" 2>/dev/null | sed -n "s/^overlane_agent=//p"; done';
      const [pid = ''] = (await inHost(alpha, 'sh', '-c', agent)).split('\n');
      await inHost(alpha, 'kill', '-KILL', pid);
      await until('the monitors have ended', async () => !(await strangers(alpha)).includes('bridge'));
      await transport.close();
    });
  });

  test('a lost session turns the tables stale at once, and the host comes back by itself', async () => {
    await withSshLab({}, async (lab) => {
      const alpha = lab.host('alpha');
      const states: string[] = [];
      const transport = open(lab);
      const collector = createCollector({
        transport,
        clock: { now: () => Date.now() },
        record: () => undefined,
        onChange: () => undefined,
        onHost: ({ status }) => void (states.at(-1) === status || states.push(status)),
      });
      collector.start();
      await until('it is online', () => collector.host().status === 'online');
      await until('monitors listen', async () => (await strangers(alpha)).includes('bridge'));
      await quiet(transport);
      await inHost(alpha, 'sh', '-c', 'kill -STOP $(cat /run/sshd.pid); pkill -KILL -P "$(cat /run/sshd.pid)"');
      await inHost(alpha, 'ip', 'link', 'add', 'name', 'br9', 'type', 'bridge');
      await until('it is stale', () => collector.host().status === 'stale');
      await inHost(alpha, 'sh', '-c', 'kill -CONT $(cat /run/sshd.pid)');
      await until(
        'it has seen the new link',
        () => (collector.snapshot()?.tables.link ?? []).some(({ name }) => name === 'br9'),
        15_000,
      );
      expect(states).toEqual(['online', 'stale', 'online']);
      await collector.stop();
      await until('monitors are gone', async () => !(await strangers(alpha)).includes('bridge'));
    });
  }, 40_000);

  test('a cut connection ends what was started over it there, too', async () => {
    await withSshLab({}, async (lab) => {
      const alpha = lab.host('alpha');
      // Its sshd notices when TCP does.
      const others = async () => (await strangers(alpha)).filter((name) => name !== 'sshd').join();
      const idle = await others();
      const options = { host: 'ssh:free-alpha', target: 'free-alpha', configFile: lab.configFile } as const;
      const transport = sshTransport({ ...options, patienceS: 8 });
      await watched(transport, ['']);
      void transport.read([{ ...links[0]!, argv: ['tail', '-f', '/dev/null'] }]);
      await until('it runs', async () => (await others()).includes('tail'));
      const since = performance.now();
      await until('more time has passed than its patience', () => performance.now() - since > 12_000);
      expect(await others()).toContain('tail');
      await inHost(alpha, 'ip', 'link', 'set', 'dev', 'eth0', 'down');
      await until('nothing of ours is there', async () => (await others()) === idle);
      await transport.close();
    });
  }, 60_000);

  test('a pulled cable is noticed within 15 s', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab);
      const { ends } = await watched(transport, ['']);
      await inHost(lab.host('alpha'), 'ip', 'link', 'set', 'dev', 'eth0', 'down');
      const since = performance.now();
      await until('it has ended', () => ends.length > 0, 17_000);
      expect(performance.now() - since).toBeLessThan(15_000);
      expect(transport.problem()?.code).toBe('ssh-lost');
      await transport.close();
    });
  }, 40_000);
});

describe('ways to a host', () => {
  test("the user's own master is used and outlives us", async () => {
    await withSshLab({}, async (lab) => {
      const path = join(lab.folder, 'master');
      lab.configure(`Host alpha\n  ControlPath ${path}`);
      spawnSync('ssh', ['-F', lab.configFile, '-M', '-N', '-f', 'alpha'], { stdio: 'ignore' });
      const entered = await inHost(lab.host('alpha'), 'sh', '-c', 'grep -c . /run/sshd.log || :');
      const transport = open(lab);
      expect((await transport.read(links))[0]?.exitCode).toBe(0);
      expect((await processesOf(lab.host('alpha'))).filter(({ name }) => name === 'sshd')).toHaveLength(2);
      await transport.close();
      const check = spawnSync('ssh', ['-F', lab.configFile, '-O', 'check', 'alpha'], { encoding: 'utf8' });
      expect([check.status, entered.trim()]).toEqual([0, entered.trim()]);
      spawnSync('ssh', ['-F', lab.configFile, '-O', 'exit', 'alpha'], { stdio: 'ignore' });
      expect(existsSync(path)).toBe(false);
    });
  });

  test("the user's own master is no blind spot: a pulled cable is noticed within 15 s, and the host comes back without it", async () => {
    await withSshLab({}, async (lab) => {
      const path = join(lab.folder, 'master');
      lab.configure(`Host alpha\n  ControlPath ${path}\n  ServerAliveInterval 0`);
      const theirs = spawn('ssh', ['-F', lab.configFile, '-M', '-N', 'alpha'], { detached: true, stdio: 'ignore' });
      await until('their master listens', () => existsSync(path));
      const transport = open(lab, 'alpha', join(lab.folder, 'control'));
      try {
        const { ends } = await watched(transport, ['']);
        await inHost(lab.host('alpha'), 'ip', 'link', 'set', 'dev', 'eth0', 'down');
        const since = performance.now();
        await until('it has ended', () => ends.length > 0, 17_000);
        expect(performance.now() - since).toBeLessThan(15_000);
        await inHost(lab.host('alpha'), 'ip', 'link', 'set', 'dev', 'eth0', 'up');
        const [said] = await transport.read(links);
        expect(said?.problem).toMatchObject({ code: 'ssh-lost', facts: { message: 'it gave no sign of life' } });
        const [back] = await transport.read(links);
        expect([back?.exitCode, back?.problem]).toEqual([0, undefined]);
        expect(theirs.exitCode).toBeNull();
      } finally {
        await transport.close();
        process.kill(-(theirs.pid ?? 0), 'SIGKILL');
        await once(theirs, 'exit');
      }
    });
  }, 60_000);

  test("beside a session of the user's own where the server allows only one", async () => {
    await withSshLab({ sshd: 'MaxSessions 1' }, async (lab) => {
      lab.configure(`Host alpha\n  ControlPath ${join(lab.folder, 'master')}\n  ControlMaster auto`);
      const theirs = spawn('ssh', ['-F', lab.configFile, 'alpha', 'echo in; cat'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      await once(theirs.stdout, 'data');
      const transport = open(lab);
      expect((await transport.read(links))[0]?.exitCode).toBe(0);
      await transport.close();
      expect(theirs.exitCode).toBeNull();
      theirs.stdin.end();
      await once(theirs, 'exit');
    });
  });

  test('through a jump host', async () => {
    await withSshLab({ hosts: ['alpha', 'beta'] }, async (lab) => {
      lab.configure('Host behind\n  HostName 192.168.64.4\n  User root\n  ProxyJump free-alpha\n  ProxyCommand none');
      const transport = open(lab, 'behind');
      const [hostname] = await transport.read([{ ...links[0]!, argv: ['hostname'] }]);
      expect(hostname?.stdout).toBe('beta\n');
      await transport.close();
      expect(sshPids(lab)).toEqual([]);
    });
  });

  test('where the shell and its tools are those of busybox', async () => {
    await withSshLab({}, async (lab) => {
      const alpha = lab.host('alpha');
      await inHost(
        alpha,
        'sh',
        '-c',
        'for one in sh dd setsid ls tr timeout sleep id cat; do mount --bind /bin/busybox "$(readlink -f "$(command -v $one)")" 2>/dev/null || :; done',
      );
      expect(await inHost(alpha, 'sh', '-c', 'help')).toContain('Built-in commands');
      await inHost(alpha, 'ip', 'netns', 'add', 'red');
      const transport = open(lab, 'free-alpha');
      const { rang } = await watched(transport, ['', 'red']);
      await inHost(alpha, 'ip', '-n', 'red', 'link', 'add', 'name', 'br8', 'type', 'bridge');
      await rang('red', 'link');
      await inHost(alpha, 'ip', 'netns', 'add', 'blue');
      await rang('', 'netns');
      const step: Step = { do: 'link-del', netns: '', name: 'br8' };
      expect(await transport.deadMan?.arm('t1', [step], 60)).toMatchObject({ ok: true });
      expect(await transport.deadMan?.state('t1')).toMatchObject({ value: { state: 'armed' } });
      expect(await transport.deadMan?.revert('t1')).toMatchObject({ value: { state: 'reverted', failed: 1 } });
      await transport.close();
      await until('monitors are gone', async () => !(await strangers(alpha)).includes('bridge'));
    });
  });

  test('whatever the login shell is', async () => {
    await withSshLab({}, async (lab) => {
      for (const shell of ['/bin/dash', '/usr/bin/fish', '/bin/tcsh', '/usr/bin/zsh']) {
        if (!existsSync(shell)) {
          console.log(`login shell not tried: ${shell} is not installed here`);
          continue;
        }
        await inHost(lab.host('alpha'), 'usermod', '-s', shell, 'free');
        const transport = open(lab, 'free-alpha');
        expect((await transport.read(links))[0]?.exitCode, shell).toBe(0);
        expect(transport.writable, shell).toBe(true);
        await transport.close();
      }
      await inHost(lab.host('alpha'), 'usermod', '-s', '/usr/sbin/nologin', 'free');
      const transport = open(lab, 'free-alpha');
      expect((await transport.read(links))[0]?.problem?.code).toBe('ssh-shell');
      await transport.close();
      await inHost(lab.host('alpha'), 'sh', '-c', 'echo "while :; do echo noise; done" >/home/noisy/.bashrc');
      const loud = open(lab, 'noisy-alpha');
      expect((await loud.read(links))[0]?.problem).toMatchObject({
        code: 'ssh-shell',
        facts: { message: 'it prints without end' },
      });
      await loud.close();
    });
  });

  test('twenty hosts at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `h${index + 1}`);
    await withSshLab({ hosts: names }, async (lab) => {
      const began = performance.now();
      const transports = names.map((name) => open(lab, name, join(lab.folder, 'control')));
      const answers = await Promise.all(transports.map((transport) => transport.read(links)));
      expect(answers.map(([one]) => one?.exitCode)).toEqual(names.map(() => 0));
      console.log(`20 hosts connected and read in ${Math.round(performance.now() - began)} ms`);
      await Promise.all(transports.map((transport) => transport.close()));
      expect(sshPids(lab)).toEqual([]);
    });
  }, 60_000);
});
