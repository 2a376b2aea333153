/** The rollback that waits on the remote: what ends it, and what it outlives. */
import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { queriesOf } from '../../../app/noun/query.ts';
import type { Step } from '../../../app/noun/step.ts';
import { sshTransport, type SshTransport } from '../../../main/transport/ssh.ts';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { runProgram } from '../../lab/program.ts';
import { processesOf } from '../../lab/processes.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';
import { until } from '../../lab/until.ts';

const makeBridge: Step = { do: 'link-add-bridge', netns: '', name: 'br7', bridge: {} } as never;
const makeOther: Step = { do: 'link-add-bridge', netns: '', name: 'br8', bridge: {} } as never;
const removeBridge: Step = { do: 'link-del', netns: '', name: 'br7' } as never;
const cut: Step = { do: 'link-set-up', netns: '', name: 'eth0', up: false } as never;
const mend: Step = { do: 'link-set-up', netns: '', name: 'eth0', up: true } as never;

function open(lab: SshLab, target = 'free-alpha'): SshTransport {
  return sshTransport({ host: `ssh:${target}`, target, configFile: lab.configFile });
}

const dead = (transport: SshTransport) => {
  if (transport.deadMan === undefined) throw new Error('no dead man');
  return transport.deadMan;
};

const has = async (lab: SshLab, link: string): Promise<boolean> =>
  (await inHost(lab.host('alpha'), 'ip', '-br', 'link')).includes(`${link} `);
const up = async (lab: SshLab): Promise<boolean> =>
  / UP /.test(await inHost(lab.host('alpha'), 'ip', '-br', 'link', 'show', 'dev', 'eth0'));
const kept = (lab: SshLab): Promise<string> =>
  inHost(lab.host('alpha'), 'sh', '-c', 'ls /run/overlane 2>/dev/null || :');
/** Sleeps of a minute, as armed below: what else sleeps there sleeps for another time. */
const timers = async (lab: SshLab): Promise<number> => {
  const everything = await inHost(lab.host('alpha'), 'sh', '-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "');
  return everything.split('sleep 60 ').length - 1;
};

describe('a change that is confirmed', () => {
  test('stays, leaves no timer, and cannot be taken back any more', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab);
      await transport.read(queriesOf('link', ''));
      expect(await dead(transport).arm('t1', [removeBridge], 60)).toEqual({ ok: true, value: null });
      expect(await timers(lab)).toBe(1);
      expect(await dead(transport).state('t1')).toMatchObject({ value: { state: 'armed' } });
      await transport.write([makeBridge]);
      expect((await dead(transport).prove()).ok).toBe(true);
      expect(await dead(transport).confirm('t1')).toEqual({ ok: true, value: { state: 'confirmed' } });
      expect(await dead(transport).revert('t1')).toMatchObject({ value: { state: 'none' } });
      expect([await has(lab, 'br7'), await timers(lab), await kept(lab)]).toEqual([true, 0, '']);
      await transport.close();
    });
  });
});

describe('a change that is not confirmed', () => {
  test('is taken back by the host, and a late confirmation says so', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab);
      await transport.read(queriesOf('link', ''));
      await dead(transport).arm('t2', [removeBridge], 1);
      await transport.write([makeBridge]);
      expect(await has(lab, 'br7')).toBe(true);
      await until('it is taken back', async () => !(await has(lab, 'br7')));
      expect(await dead(transport).confirm('t2')).toEqual({ ok: true, value: { state: 'reverted', failed: 0 } });
      expect(await dead(transport).forget('t2')).toMatchObject({ value: { state: 'none' } });
      expect(await kept(lab)).toBe('');
      await transport.close();
    });
  });

  test('is taken back at once when asked, once, and its failing commands are counted', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab);
      await transport.read(queriesOf('link', ''));
      await dead(transport).arm('t3', [removeBridge, removeBridge], 60);
      expect((await dead(transport).arm('t4', [], 60)).ok).toBe(false);
      await transport.write([makeBridge]);
      expect(await dead(transport).revert('t3')).toEqual({ ok: true, value: { state: 'reverted', failed: 1 } });
      expect(await dead(transport).revert('t3')).toEqual({ ok: true, value: { state: 'reverted', failed: 1 } });
      expect(await has(lab, 'br7')).toBe(false);
      expect((await dead(transport).arm('t5', [], 60)).ok).toBe(true);
      await transport.close();
    });
  });

  test('comes back although the cable was pulled in the middle of it', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab);
      await transport.read(queriesOf('link', ''));
      await dead(transport).arm('t6', [mend, removeBridge], 7);
      const outcomes = await transport.write([makeBridge, cut, makeOther], {
        timeoutMs: 1000,
      });
      expect(outcomes.at(-1)?.exitCode).toBeUndefined();
      expect(await up(lab)).toBe(false);
      await until('the host has taken it back', () => up(lab), 8000);
      const state = async () => {
        const answer = await dead(transport).state('t6');
        return answer.ok && answer.value.state === 'reverted' && answer.value.failed === 0;
      };
      await until('it can be asked again', state, 15_000);
      expect([await has(lab, 'br7'), await has(lab, 'br8')]).toEqual([false, false]);
      await transport.close();
    });
  }, 40_000);

  test('comes back although sshd was killed with all its sessions', async () => {
    await withSshLab({}, async (lab) => {
      const transport = open(lab);
      await transport.read(queriesOf('link', ''));
      await dead(transport).arm('t7', [removeBridge], 2);
      await transport.write([makeBridge]);
      await inHost(lab.host('alpha'), 'sh', '-c', 'pkill -KILL sshd');
      await until(
        'no sshd is left',
        async () => !(await processesOf(lab.host('alpha'))).some(({ name }) => name === 'sshd'),
      );
      expect(await has(lab, 'br7')).toBe(true);
      await until('it is taken back', async () => !(await has(lab, 'br7')));
      await transport.close();
    });
  });

  test('comes back although our own process was killed', async () => {
    const bundle = await bundleForAnyone(new URL('../../lab/arming-story.ts', import.meta.url).pathname);
    try {
      await withSshLab({}, async (lab) => {
        const program = runProgram(bundle.path, [lab.configFile]);
        await program.said('armed');
        expect(await has(lab, 'br7')).toBe(true);
        await program.kill();
        await until('it is taken back', async () => !(await has(lab, 'br7')), 8000);
        const left = async () =>
          (await processesOf(lab.host('alpha'))).filter(({ name }) => name === 'ssh' || name === 'dd');
        expect(await left()).toEqual([]);
      });
    } finally {
      bundle.remove();
      expect(existsSync(bundle.path)).toBe(false);
    }
  }, 40_000);
});

/**
 * Stands in for systemd: notes its arguments, and runs the command after the time given, in a session of its own. The
 * real one cannot run here, where nothing in a lab host is pid 1 but a shell.
 */
const SYSTEMD_RUN = `#!/bin/sh
printf '%s\\n' "$*" >>/run/asked
for word; do
  case $word in
    --unit=*) unit=\${word#--unit=} ;;
    --on-active=*) after=\${word#--on-active=} ;;
    --) break ;;
  esac
  shift
done
shift
printf '%s\\n' "$*" >"/run/$unit.service"
setsid sh -c 'echo $$ >/run/$1.timer; sleep $2; exec $3' timer "$unit" "$after" "$*" </dev/null >/dev/null 2>&1 &
`;
const SYSTEMCTL = `#!/bin/sh
printf 'systemctl %s\\n' "$*" >>/run/asked
case $1 in
  stop) kill -KILL "-$(cat "/run/$2")" ;;
  start) setsid sh -c "$(cat "/run/$3")" </dev/null >/dev/null 2>&1 & ;;
esac
`;

describe('where systemd is pid 1', () => {
  test('the timer and an early revert are its own, so that no end of a session can end them', async () => {
    await withSshLab({}, async (lab) => {
      const alpha = lab.host('alpha');
      const programs = `mkdir -p /run/systemd/system; mount -t tmpfs -o mode=755 tmpfs /usr/local/sbin
printf %s "$1" >/usr/local/sbin/systemd-run; printf %s "$2" >/usr/local/sbin/systemctl; chmod 755 /usr/local/sbin/*`;
      await inHost(alpha, 'sh', '-c', programs, 'sh', SYSTEMD_RUN, SYSTEMCTL);
      const asked = async () => (await inHost(alpha, 'sh', '-c', 'cat /run/asked; : >/run/asked')).trim().split('\n');
      const transport = open(lab);
      await transport.read(queriesOf('link', ''));

      await dead(transport).arm('s1', [removeBridge], 60);
      // systemd-run(1): --on-active with --unit makes overlane-s1.timer and overlane-s1.service; the accuracy of a timer is a minute unless told.
      expect(await asked()).toEqual([
        '--quiet --unit=overlane-s1 --on-active=60 --timer-property=AccuracySec=100ms -- /bin/sh /run/overlane/s1/expire',
      ]);
      await transport.write([makeBridge]);
      expect(await dead(transport).confirm('s1')).toEqual({ ok: true, value: { state: 'confirmed' } });
      expect([await asked(), await kept(lab), await has(lab, 'br7')]).toEqual([
        ['systemctl stop overlane-s1.timer'],
        '',
        true,
      ]);

      await dead(transport).arm('s2', [removeBridge], 60);
      expect(await dead(transport).revert('s2')).toEqual({ ok: true, value: { state: 'reverted', failed: 0 } });
      expect((await asked()).slice(1)).toEqual([
        'systemctl start --no-block overlane-s2.service',
        'systemctl stop overlane-s2.timer',
      ]);
      expect(await has(lab, 'br7')).toBe(false);
      await dead(transport).forget('s2');

      await dead(transport).arm('s3', [removeBridge], 1);
      await transport.write([makeBridge]);
      await until('it is taken back', async () => !(await has(lab, 'br7')));
      expect(await dead(transport).confirm('s3')).toEqual({ ok: true, value: { state: 'reverted', failed: 0 } });
      await transport.close();
    });
  }, 30_000);
});
