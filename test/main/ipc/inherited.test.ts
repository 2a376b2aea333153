import { describe, expect, test } from 'vitest';
import { tellsWhich } from '../../../main/ipc/inherited.ts';

describe('what a link of /proc/PID/fd says', () => {
  test.each([
    'socket:[4711]',
    'pipe:[4712]',
    '/root/.cache/overlane/session/Cookies',
    '/dev/shm/.org.chromium.x1 (deleted)',
  ])('%s is one open file and no other', (target) => expect(tellsWhich(target)).toBe(true));

  test.each(['anon_inode:[eventpoll]', 'anon_inode:[eventfd]', '/dev/null', '/dev/urandom', '/memfd:x (deleted)'])(
    '%s may be two: our own is never taken for an inherited one',
    (target) => expect(tellsWhich(target)).toBe(false),
  );
});
