/** The root helper writes files of ours and nothing else: the same steps, parsed and checked again on its side. */
import { expect } from 'vitest';
import { marked } from '../../../app/noun/file/marker.ts';
import { pathOf } from '../../../app/noun/file/paths.ts';
import { scriptText } from '../../../app/guard/script.ts';
import type { Reply } from '../../../app/contract/helper.ts';
import { apartTest as test, withHelper, type Talk } from '../helper/helper-for-test.ts';

const SCRIPT = pathOf('script', 'a');
const GOOD = marked('a', scriptText('a', [{ do: 'link-add-bridge', netns: '', name: 'br1' }]));
/** The helper's /etc is this computer's: from here on it is one of its own. */
const OWN_ETC = 'mkdir /run/e /run/w && mount -t overlay -o lowerdir=/etc,upperdir=/run/e,workdir=/run/w overlay /etc';

async function ask(talk: Talk, ...steps: readonly object[]): Promise<readonly Reply['type'][]> {
  const from = talk.replies.length + 100;
  talk.say(...steps.map((step, at) => ({ verb: 'write', id: from + at, steps: [step] })));
  const replies = await Promise.all(steps.map((_, at) => talk.last(from + at)));
  return replies.map(({ type }) => type);
}

test('the helper writes what steps can say, with its mode, and removes it again', async () => {
  await withHelper(async (talk) => {
    talk.look('sh', '-c', OWN_ETC);
    expect(await ask(talk, { do: 'file-write', path: SCRIPT, content: GOOD })).toEqual(['end']);
    expect(talk.look('stat', '-c', '%a %U', SCRIPT)).toBe('755 root\n');
    expect(talk.look('cat', SCRIPT)).toBe(GOOD);
    expect(talk.log()).toContain(
      `write command=${JSON.stringify(`install -D -m 0755 /dev/stdin ${SCRIPT} <<'OVERLANE'`)}`,
    );
    expect(await ask(talk, { do: 'file-remove', path: SCRIPT })).toEqual(['end']);
    expect(talk.look('sh', '-c', 'ls /etc/overlane 2>&1 || true')).toContain('No such file');
  });
});

test('the helper refuses other files, other content, and a file that is not ours', async () => {
  await withHelper(async (talk) => {
    talk.look('sh', '-c', `${OWN_ETC} && mkdir -p /etc/overlane && echo mine >/etc/overlane/overlane-b.sh`);
    const refused = await ask(
      talk,
      { do: 'file-write', path: '/etc/cron.d/overlane-a', content: GOOD },
      { do: 'file-write', path: '/etc/overlane/../cron.d/overlane-a.sh', content: GOOD },
      { do: 'file-write', path: SCRIPT, content: `${GOOD}id\n` },
      { do: 'file-write', path: SCRIPT, content: marked('a', '#!/bin/sh\nid\n') },
      { do: 'file-write', path: SCRIPT, content: GOOD, mode: '4755' },
      { do: 'file-write', path: pathOf('sysctl', 'a'), content: marked('a', 'kernel.core_pattern = |/tmp/x\n') },
      { do: 'file-remove', path: '/etc/passwd' },
    );
    expect(new Set(refused)).toEqual(new Set(['refused']));
    const foreign = marked('b', scriptText('b', [{ do: 'link-add-bridge', netns: '', name: 'br1' }]));
    await ask(
      talk,
      { do: 'file-write', path: pathOf('script', 'b'), content: foreign },
      { do: 'file-remove', path: pathOf('script', 'b') },
    );
    expect(talk.look('sh', '-c', 'cat /etc/overlane/*; ls /etc/overlane; grep -c . /etc/passwd >/dev/null')).toBe(
      'mine\noverlane-b.sh\n',
    );
  });
});
