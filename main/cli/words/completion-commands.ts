/** `overlane completion bash|zsh|fish`, and the words that those scripts ask for while somebody types. */
import type { Command } from 'commander';
import { HostIdSchema } from '../../../app/base/field.ts';
import * as v from 'valibot';
import { findLab } from '../../lab/lab.ts';
import { listAliases } from '../../ssh/aliases.ts';
import { EXIT } from '../exit-code.ts';
import { withSession } from '../link.ts';
import { print, printRaw } from '../print.ts';
import type { CliOptions } from '../session.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { shapeOf, type CommandShape } from './shape.ts';
import { zshCompletion } from './zsh.ts';

export const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const satisfies Record<
  string,
  (program: CommandShape) => string
>;

/** A name that a shell would take for more than a name is not offered: completions are read back by shells. */
const PLAIN = /^[\w.:@%+[\]-]+$/;

export function addCompletionCommands(
  program: Command,
  cli: () => CliOptions,
  ends: (work: Promise<number>) => Promise<void>,
): void {
  const completion = program
    .command('completion')
    .description('Completion of commands, hosts and overlays for a shell.');
  for (const shell of ['bash', 'zsh', 'fish'] as const)
    completion
      .command(shell)
      .description(`The script for ${shell}: ${INSTALL[shell]}.`)
      .action(() => printRaw(SHELLS[shell](shapeOf(program))));
  for (const [word, words] of [
    ['host', hostWords],
    ['overlay', overlayWords],
  ] as const)
    completion.command(word, { hidden: true }).action(() => ends(words(cli())));
}

const INSTALL = {
  bash: 'source <(overlane completion bash)',
  zsh: 'source <(overlane completion zsh), after compinit',
  fish: 'overlane completion fish | source',
} as const;

async function hostWords({ lab }: CliOptions): Promise<number> {
  const running = (await findLab(lab))?.hosts ?? [];
  const aliases = await listAliases();
  const hosts = ['local', ...running.map(({ name }) => `lab:${name}`), ...aliases.map((name) => `ssh:${name}`)];
  for (const host of hosts.filter((one) => v.is(HostIdSchema, one) && PLAIN.test(one))) print(host);
  return EXIT.done;
}

function overlayWords(cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    await session.overlays.reload();
    for (const { name } of session.stated.entries()) if (PLAIN.test(name)) print(name);
    return EXIT.done;
  });
}
