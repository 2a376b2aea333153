/** `overlane recover`: changes that a crash interrupted. */
import { hostName } from '../../app/base/host.ts';
import { refuse, sayProgress } from './apply.ts';
import { EXIT, exitOfEnd } from './exit-code.ts';
import { withSession } from './link.ts';
import { print, printJson, printResult, say } from './print.ts';
import { addHosts, labHosts, sshHostsOf, type CliOptions } from './session.ts';
import type { Session } from '../engine/session.ts';

export interface RecoverOptions {
  readonly rollBack?: boolean;
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** Without an id it lists; with one it takes the change back (`--roll-back`) or lets it stand (`--keep`). */
export async function recover(entryId: string | undefined, options: RecoverOptions, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    const theirs = await sshHostsOf(
      session,
      ({ ids }) => entryId !== undefined && ids.some((id) => id.startsWith(entryId)),
    );
    const added = await addHosts(session, [...(await labHosts(cli)), ...theirs], cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, options.json ?? false);
    if (entryId === undefined) return list(session, options.json ?? false);
    if (options.keep === true) return keep(session, entryId);
    if (options.rollBack === true) return takeBack(session, entryId);
    say('overlane: say --roll-back or --keep.');
    return EXIT.usage;
  });
}

function list(session: Session, json: boolean): number {
  const recoveries = session.overlays.recoveries();
  if (json) printJson(recoveries);
  else if (recoveries.length === 0) print('Nothing was left unfinished.');
  else
    for (const { entryId, title, hosts, done, total } of recoveries)
      print(
        `${entryId}  ${title}${hosts.length === 0 ? '' : `, on ${hosts.map(hostName).join(', ')}`}, interrupted after ${done} of ${total} ${total === 1 ? 'step' : 'steps'}`,
      );
  return EXIT.done;
}

async function keep(session: Session, entryId: string): Promise<number> {
  const kept = await session.keep(entryId, sayProgress);
  return refuse({ problems: kept.ok ? kept.value : [kept.problem] }, false);
}

async function takeBack(session: Session, entryId: string): Promise<number> {
  const result = await session.rollBack(entryId, sayProgress);
  if (!result.ok) return refuse({ problems: [result.problem] }, false);
  printResult(result.value);
  const { end, problems } = result.value;
  // Taken back is what was asked for.
  return exitOfEnd(end === 'rolled-back' ? 'committed' : end, problems);
}
