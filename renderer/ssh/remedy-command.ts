import type { Problem } from '../../app/problem/problem.ts';

/** The one command that puts a problem right, where there is one: only for a key that has changed, which nothing here clicks away. */
export function remedyCommand({ code, facts }: Problem): string | undefined {
  const command = facts['command'];
  return code === 'ssh-host-key-changed' && typeof command === 'string' ? command : undefined;
}
