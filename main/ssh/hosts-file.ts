/** Which SSH hosts were added: names only, as ssh is given them. Never an address that ssh could look up, never a secret. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { issueField } from '../../app/base/schema-words.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { parseHostArgument } from '../../app/ssh/host-argument.ts';

const HostsSchema = v.object({
  version: v.literal(1),
  ssh: v.pipe(
    v.array(
      v.pipe(
        v.string(),
        v.check((name) => parseHostArgument(name) !== undefined, 'a host is an alias or user@host:port'),
      ),
    ),
    v.maxLength(1000),
  ),
});

export interface HostsFile {
  names(): readonly string[];
  add(name: string): Promise<Result<null>>;
  remove(name: string): Promise<Result<null>>;
}

/** A file that is not valid is left alone: writing it would lose what it held. */
export async function openHostsFile(
  path: string,
): Promise<{ readonly file: HostsFile; readonly problems: readonly Problem[] }> {
  const read = await readHosts(path);
  let names = read.ok ? read.value : [];
  let last: Promise<unknown> = Promise.resolve();
  const change = (next: (names: readonly string[]) => readonly string[]): Promise<Result<null>> => {
    names = next(names);
    const written = last.then(() => (read.ok ? write(path, names) : fail(read.problem)));
    last = written;
    return written;
  };
  return {
    file: {
      names: () => names,
      add: (name) => change((now) => (now.includes(name) ? now : [...now, name])),
      remove: (name) => change((now) => now.filter((one) => one !== name)),
    },
    problems: read.ok ? [] : [read.problem],
  };
}

async function readHosts(path: string): Promise<Result<readonly string[]>> {
  try {
    const parsed = v.safeParse(HostsSchema, JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? ok(parsed.output.ssh) : fail(invalid(path, whyNot(parsed.issues[0])));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok([]);
    return fail(invalid(path, error instanceof Error ? error.message : String(error)));
  }
}

function whyNot(issue: v.BaseIssue<unknown>): string {
  return `${issueField(issue, 'the file')} ${issue.message}`;
}

async function write(path: string, names: readonly string[]): Promise<Result<null>> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const fresh = `${path}.${process.pid}.new`;
    await writeFile(fresh, `${JSON.stringify({ version: 1, ssh: names }, null, 2)}\n`, { mode: 0o600 });
    await rename(fresh, path);
    return ok(null);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail({ code: 'file-unwritable', severity: 'warning', where: {}, facts: { path, reason }, retry: true });
  }
}

function invalid(path: string, reason: string): Problem {
  return { code: 'ssh-hosts-invalid', severity: 'warning', where: {}, facts: { path, reason }, retry: false };
}
