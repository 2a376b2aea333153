import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { apartTest as test, withHelper } from '../helper/helper-for-test.ts';

const bundle = join(import.meta.dirname, '../../../dist/cli/overlane.cjs');

/** The command line on a computer of its own; the helper that came with that is only its first inhabitant. */
async function apart(body: (overlane: (...args: string[]) => string, look: (...argv: string[]) => string) => void) {
  await withHelper(async ({ look }) => {
    const env = ['env', 'HOME=/run', 'XDG_STATE_HOME=/run/state', 'OVERLANE_LAB=none'];
    body((...args) => look(...env, process.execPath, bundle, ...args), look);
    await Promise.resolve();
  });
}

describe('overlane --admin', () => {
  test('changes this computer through the helper, and takes it back', async () => {
    await apart((overlane, look) => {
      expect(overlane('--admin', 'netns', 'add', 'local', 'red')).toContain('Done');
      expect(overlane('--admin', 'bridge', 'add', 'local', 'br0')).toContain('Done');
      expect(look('ls', '/run/netns').trim()).toBe('red');
      expect(look('ip', '-br', 'link', 'show', 'type', 'bridge')).toContain('br0');
      expect(overlane('--admin', 'undo')).toContain('Done');
      expect(look('ip', '-br', 'link', 'show', 'type', 'bridge')).toBe('');
    });
  });

  test('is needed: without it this computer is only looked at', async () => {
    await apart((overlane, look) => {
      expect(overlane('bridge', 'add', 'local', 'br0')).not.toContain('Done');
      expect(look('ip', '-br', 'link', 'show', 'type', 'bridge')).toBe('');
    });
  });
});

describe('overlane admin', () => {
  test('says what it would write, and writes nothing of it', async () => {
    await apart((overlane, look) => {
      expect(overlane('admin', 'status').trim()).toBe('The helper is not installed.');
      const planned = overlane('admin', 'install', '--dry-run');
      expect(planned).toMatch(/^ {2}755 +\d+ [0-9a-f]{16}… \/usr\/libexec\/overlane\/overlane-helper$/m);
      expect(look('ls', '/usr/libexec/overlane')).toBe('');
    });
  });
});
