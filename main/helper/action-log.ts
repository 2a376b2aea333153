/** What root did and for whom, one line each, in the system's log and on stderr. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface ActionLog {
  say(action: string, facts: Readonly<Record<string, string | number | readonly string[] | undefined>>): void;
}

const LOGGER = '/usr/bin/logger';

export function createActionLog(caller: number | null): ActionLog {
  const logger = startLogger();
  return {
    say(action, facts) {
      const fields = Object.entries(facts).filter(([, value]) => value !== undefined);
      const text = fields.map(([name, value]) => ` ${name}=${escaped(value)}`).join('');
      const line = `caller=${caller ?? 'root'} ${action}${text}\n`;
      process.stderr.write(`overlane-helper: ${line}`);
      logger?.stdin.write(line);
    },
  };
}

/** Printable ASCII on one line, whatever went in: nobody forges a second log line or moves a terminal's cursor. */
export function escaped(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A container may have no logger and no /dev/log: stderr, which main keeps, is then the only record. */
function startLogger() {
  if (!existsSync(LOGGER)) return undefined;
  const child = spawn(LOGGER, ['-t', 'overlane-helper', '-p', 'authpriv.notice'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: { LC_ALL: 'C' },
  });
  let usable = true;
  const lost = (): void => void (usable = false);
  child.once('error', lost);
  child.stdin.once('error', lost);
  child.unref();
  (child.stdin as { unref?(): void }).unref?.();
  return { stdin: { write: (line: string) => void (usable && child.stdin.write(line)) } };
}
