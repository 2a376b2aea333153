import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Transport } from '../../app/contract/ports.ts';
import { probeArgv } from '../../app/problem/probe.ts';
import type { Query } from '../../app/noun/query.ts';

const READ_ONLY = 'it is a recording';

/**
 * A folder of recorded answers: `link.json`, `route-v4.json`, `red-link.json`, `version.txt`, … (`Query.part` names the
 * file). A file that is not there is an empty listing; a folder that cannot be read fails every query, with the reason
 * in `stderr`. Nothing ever changes there.
 */
export function recordedTransport(folder: string): Transport {
  const refuse = (argv: readonly string[]): CommandOutcome =>
    outcome(argv, { failure: 'not-started', stderr: READ_ONLY });
  return {
    host: 'local',
    writable: false,
    why: READ_ONLY,
    read: async (queries) => {
      const reason = await unreadable(folder);
      if (reason === undefined) return Promise.all(queries.map((query) => answer(folder, query)));
      return queries.map(({ argv }) => outcome(argv, { failure: 'not-started', stderr: reason }));
    },
    write: async (steps) => (steps.length === 0 ? [] : [refuse([])]),
    probe: async (probe) => refuse(probeArgv(probe)),
    watch: () => ({ stop: () => undefined }),
    close: async () => undefined,
  };
}

async function answer(folder: string, { part, argv }: Query): Promise<CommandOutcome> {
  for (const name of [`${part}.json`, `${part}.txt`]) {
    try {
      return outcome(argv, { exitCode: 0, stdout: await readFile(join(folder, name), 'utf8') });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue;
      return outcome(argv, { failure: 'not-started', stderr: `${join(folder, name)}: ${codeOf(error)}` });
    }
  }
  return outcome(argv, { exitCode: 0 });
}

/** Why the folder is none, as a sentence's end; undefined when it can be read. */
async function unreadable(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : `${folder} is not a folder`;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? `${folder} does not exist` : `${folder} cannot be read (${codeOf(error)})`;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

function outcome(argv: readonly string[], rest: Partial<CommandOutcome>): CommandOutcome {
  return { argv, stdout: '', stderr: '', startedAt: Date.now(), durationMs: 0, ...rest };
}
