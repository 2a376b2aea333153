/** This computer's lock, held by root's process: two users, or two folders of one user, change it one after the other. */
import { expect } from 'vitest';
import { until } from '../../lab/until.ts';
import { apartTest as test, withHelper, type Talk } from './helper-for-test.ts';

const FILE = '/run/overlane-change';
/** As another helper, and as a session over ssh, would try. */
const tried = (talk: Talk): string =>
  talk.look('sh', '-c', `exec 9<>${FILE}; flock -n 9 && echo free || echo "taken: $(cat ${FILE})"`).trim();
const answered = (talk: Talk, id: number) => talk.replies.find((one) => one.type === 'lock' && one.id === id);

test('the lock is held until it is let go, keeps others out with a name, and is waited for in turn', async () => {
  await withHelper(async (talk) => {
    talk.say({ verb: 'lock', id: 1, who: 'ann@desk: Add bridge' });
    await until('it answers', () => answered(talk, 1) !== undefined);
    expect(answered(talk, 1)).toEqual({ type: 'lock', id: 1 });
    expect(tried(talk)).toBe('taken: ann@desk: Add bridge');
    talk.say({ verb: 'lock', id: 2, who: 'bob@desk: x' });
    expect(await talk.last(2)).toMatchObject({ type: 'refused', code: 'busy' });

    talk.say({ verb: 'cancel', id: 3, target: 1 });
    await talk.last(1);
    expect(talk.look('ls', '/run')).not.toContain('overlane');
    talk.look(
      'sh',
      '-c',
      `exec 9<>${FILE}; flock 9; echo carl@far >${FILE}; sleep 1000 >/dev/null 2>&1 & echo $! >/run/pid`,
    );
    talk.say({ verb: 'lock', id: 4, who: 'ann@desk: y' });
    await talk.last(4);
    expect(answered(talk, 4)).toEqual({ type: 'lock', id: 4, by: 'carl@far' });
    talk.look('sh', '-c', 'kill -KILL $(cat /run/pid)');
  });
});

test('a command of root holds the lock itself, should the helper be killed before it ends', async () => {
  await withHelper(async (talk) => {
    talk.look('sh', '-c', SLOW);
    talk.say({ verb: 'lock', id: 1, who: 'ann@desk: Add bridge' });
    await until('it is held', () => answered(talk, 1) !== undefined);
    talk.say({ verb: 'write', id: 2, steps: [{ do: 'link-set-up', netns: '', name: 'lo', up: true }] });
    await until('its command runs', () => talk.look('cat', '/run/at') !== '');
    expect(talk.look('sh', '-c', 'readlink /proc/$(cat /run/at)/fd/3').trim()).toBe(FILE);
    talk.look('touch', '/run/go');
    await talk.last(2);
  });
});

/** Stands in for a kernel that is slow: `ip` waits until it is told to go on. */
const SLOW = `cat >/run/slow <<'END'
#!/bin/sh
echo $$ >/run/at; until [ -e /run/go ]; do sleep 0.05; done
END
chmod 755 /run/slow; : >/run/at; mount --bind /run/slow "$(command -v ip)"`;
