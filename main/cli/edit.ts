/** `overlane vxlan|bridge|port|vlan|veth|link|netns|endpoint|address|route|fdb|neigh add|set|del HOST …`: one change, in iproute2's words. */
import type { HostId } from '../../app/base/host.ts';
import { badField } from '../../app/problem/field-problem.ts';
import type { Noun, Verb } from '../../app/change/word-table.ts';
import { readWords } from '../../app/change/words.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { NOTHING_FOUND, previewAndApply, refuse, type ApplyOptions } from './apply.ts';
import { withSession } from './link.ts';
import { addHosts, type CliOptions } from './session.ts';

export interface EditOptions extends ApplyOptions {
  readonly netns?: string;
  /** Names of devices that another program keeps. */
  readonly unlock?: readonly string[];
}

export async function edit(
  noun: Noun,
  verb: Verb,
  host: HostId,
  words: readonly string[],
  options: EditOptions,
  cli: CliOptions,
): Promise<number> {
  const read = readWords(noun, verb, options.netns ?? '', words);
  if (!read.ok) return refuse({ problems: [badField('words', `${noun} ${verb}`, read.reason)] }, options.json ?? false);
  return applyItems(host, [read.item], options, cli);
}

export async function applyItems(
  host: HostId,
  items: readonly unknown[],
  options: EditOptions,
  cli: CliOptions,
  told?: (problem: Problem) => Problem,
): Promise<number> {
  return withSession(cli, async (session) => {
    const added = await addHosts(session, [host], cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, options.json ?? false);
    return previewAndApply(
      session,
      { kind: 'edit', host, items, unlock: options.unlock },
      options,
      NOTHING_FOUND,
      told,
    );
  });
}
