/** Which hosts are offered, which are kept, and what the command line makes of them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listAliases } from '../../../main/ssh/aliases.ts';
import { resolveTarget } from '../../../main/ssh/control.ts';
import { openHostsFile } from '../../../main/ssh/hosts-file.ts';
import { windowPrompter } from '../../../main/ssh/window-prompter.ts';
import type { OpenPrompt } from '../../../app/contract/prompt.ts';

async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-hosts-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** ssh refuses to run for a uid that no passwd entry names, as the second run of these tests has. */
function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    console.warn('skipped: ssh does not run for a user without a passwd entry');
    return false;
  }
}

describe('aliases', () => {
  test('come from the configuration and what it includes, in order, each once, and a loop of includes ends', async () => {
    await inFolder(async (folder) => {
      const config = join(folder, 'config');
      mkdirSync(join(folder, 'conf.d'));
      writeFileSync(
        config,
        'Host one *.lab !two\nHOST = "three" # four\nInclude conf.d/*.conf missing\nHost one -oBad\n',
      );
      writeFileSync(join(folder, 'conf.d/b.conf'), `Host five\nInclude ${config}\n`);
      writeFileSync(join(folder, 'conf.d/a.conf'), 'Match host six\nHost seven\n');
      writeFileSync(join(folder, 'conf.d/.hidden.conf'), 'Host eight\n');
      expect(await listAliases(config)).toEqual(['one', 'three', 'four', 'seven', 'five']);
      expect(await listAliases(join(folder, 'nothing'))).toEqual([]);
    });
  });

  test('files that include each other many times are read once each, and what is no file not at all', async () => {
    await inFolder(async (folder) => {
      const config = join(folder, 'config');
      writeFileSync(config, `Host one\n${'Include other\nInclude config\n'.repeat(20)}Include /dev/zero\n`);
      writeFileSync(join(folder, 'other'), `Host two\n${'Include config\nInclude other\n'.repeat(20)}`);
      expect(await listAliases(config)).toEqual(['one', 'two']);
    });
  }, 20_000);

  test.runIf(hasName())('are resolved as ssh itself reads them', async () => {
    await inFolder(async (folder) => {
      const configFile = join(folder, 'config');
      writeFileSync(configFile, 'Host one\n  HostName 192.0.2.1\n  User ops\n  Port 2222\n  ProxyJump jump\n');
      expect(await resolveTarget({ target: 'one', configFile })).toMatchObject({
        hostname: '192.0.2.1',
        user: 'ops',
        port: 2222,
        proxyJump: 'jump',
      });
      writeFileSync(configFile, 'Nonsense yes\n');
      expect(await resolveTarget({ target: 'one', configFile })).toBeUndefined();
    });
  });
});

describe('the file of hosts', () => {
  test('keeps names, each once, in order', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'new/hosts.json');
      const { file } = await openHostsFile(path);
      await Promise.all([file.add('alpha'), file.add('ops@192.0.2.1:2222'), file.add('alpha')]);
      await file.remove('alpha');
      expect((await openHostsFile(path)).file.names()).toEqual(['ops@192.0.2.1:2222']);
    });
  });

  test.each([['no JSON'], ['{"version":2,"ssh":[]}'], ['{"version":1,"ssh":["-oProxyCommand=x"]}']])(
    'that holds %s is named and left alone',
    async (text) => {
      await inFolder(async (folder) => {
        const path = join(folder, 'hosts.json');
        writeFileSync(path, text);
        const { file, problems } = await openHostsFile(path);
        expect(problems.map(({ code }) => code)).toEqual(['ssh-hosts-invalid']);
        expect((await file.add('alpha')).ok).toBe(false);
        expect(readFileSync(path, 'utf8')).toBe(text);
      });
    },
  );
});

describe('the window as prompter', () => {
  test('shows one prompt, takes its answer only, and withdraws it', async () => {
    const shown: (OpenPrompt | undefined)[] = [];
    const prompter = windowPrompter((prompt) => shown.push(prompt));
    const prompt = { host: 'ssh:alpha', kind: 'password', text: 'p', again: false } as const;
    const first = prompter.ask(prompt, new AbortController().signal);
    prompter.answer(99, { answer: 'not this' });
    prompter.answer(1, { answer: 'this' });
    expect(await first).toEqual({ answer: 'this' });
    const over = new AbortController();
    const second = prompter.ask(prompt, over.signal);
    over.abort();
    expect(await second).toBe('cancel');
    expect(shown.map((one) => one?.id)).toEqual([1, undefined, 2, undefined]);
    expect(prompter.current()).toBeUndefined();
  });
});
