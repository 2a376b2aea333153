/** Settings on disk: every field checked by itself, so that one bad value costs only itself; what we do not know is kept. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { SettingsSchema, type Settings } from '../../app/contract/settings.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { createQueue } from './queue.ts';
import { reasonOf } from './reason.ts';

export interface SettingsStore {
  current(): Settings;
  set(changes: Partial<Settings>): Promise<Result<Settings>>;
}

type Fields = Record<string, unknown>;

export async function openSettings(
  path: string,
): Promise<{ readonly store: SettingsStore; readonly problems: readonly Problem[] }> {
  const file = await readFields(path);
  const checked = checkFields(file.fields, path);
  let { settings } = checked;
  let fields = file.fields;
  const queue = createQueue();
  const set = async (changes: Partial<Settings>): Promise<Result<Settings>> => {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    settings = { ...settings, ...given };
    fields = { ...fields, ...given };
    const problem = file.damaged ? undefined : await write(path, fields);
    return problem === undefined ? ok(settings) : fail(problem);
  };
  return {
    store: { current: () => settings, set: (changes) => queue.run(() => set(changes)) },
    problems: [...file.problems, ...checked.problems],
  };
}

/** A file that is not JSON is left alone until the user mends it: overwriting it would lose what it held. */
async function readFields(path: string): Promise<{ fields: Fields; damaged: boolean; problems: readonly Problem[] }> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return { fields: parsed as Fields, damaged: false, problems: [] };
    return { fields: {}, damaged: true, problems: [invalid('the file', path, 'it does not hold an object')] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { fields: {}, damaged: false, problems: [] };
    return { fields: {}, damaged: true, problems: [invalid('the file', path, reasonOf(error))] };
  }
}

function checkFields(fields: Fields, path: string): { settings: Settings; problems: readonly Problem[] } {
  const good: Fields = {};
  const problems: Problem[] = [];
  for (const [name, schema] of Object.entries(SettingsSchema.entries)) {
    if (!(name in fields)) continue;
    const parsed = v.safeParse(schema as v.GenericSchema, fields[name]);
    if (parsed.success) good[name] = parsed.output;
    else problems.push(invalid(name, path, parsed.issues[0].message));
  }
  return { settings: v.parse(SettingsSchema, good), problems };
}

async function write(path: string, fields: Fields): Promise<Problem | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const fresh = `${path}.${process.pid}.new`;
    await writeFile(fresh, `${JSON.stringify(fields, null, 2)}\n`, { mode: 0o600 });
    await rename(fresh, path);
    return undefined;
  } catch (error) {
    return {
      code: 'file-unwritable',
      severity: 'warning',
      where: {},
      facts: { path, reason: reasonOf(error) },
      retry: true,
    };
  }
}

function invalid(field: string, path: string, reason: string): Problem {
  return {
    code: 'settings-invalid',
    severity: 'warning',
    where: { field },
    facts: { field, path, reason },
    retry: false,
  };
}
