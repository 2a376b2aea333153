/** `overlane export HOST --as FORMAT --to FOLDER`: the files that `persist` would write, in a folder instead. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostId } from '../../app/base/host.ts';
import { persistFiles, type PersistFile } from '../../app/persist/files.ts';
import type { PersistFormat } from '../../app/persist/format.ts';
import { stepsOf, type PersistSelection } from '../../app/persist/selection.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { stepText } from '../../app/noun/step-argv.ts';
import type { PersistFacts } from '../../app/noun/system/daemons.ts';
import { suggestPersist } from '../engine/persist.ts';
import { reasonOf } from '../engine/reason.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import { print, say } from './print.ts';
import { addHosts, type CliOptions } from './session.ts';

export interface PersistExportOptions {
  readonly as: PersistFormat | 'commands';
  /** The files keep their paths below it: `FOLDER/etc/systemd/network/…`. */
  readonly to: string;
  readonly overlay?: string;
}

/** Writes into a folder that is empty or not there: nothing of the user's is overwritten. */
export async function exportFiles(host: HostId, options: PersistExportOptions, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    const added = await addHosts(session, [host], cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, false);
    const suggested = await suggestPersist(host, options.overlay, session);
    if (!suggested.ok) return refuse({ problems: [suggested.problem] }, false);
    const tables = session.hosts.find(host)?.snapshot()?.tables;
    const { select, facts } = suggested.value;
    if (tables === undefined) return EXIT.failed;
    const { files, left } = made(options.as, tables, select, facts);
    if (files.length === 0)
      return refuse(
        { problems: [{ code: 'persist-empty', severity: 'error', where: { host }, facts: { host }, retry: false }] },
        false,
      );
    for (const line of left) say(line);
    return writeAll(options.to, files);
  });
}

function made(
  as: PersistExportOptions['as'],
  tables: Tables,
  select: PersistSelection,
  facts: PersistFacts,
): { files: readonly PersistFile[]; left: readonly string[] } {
  if (as !== 'commands') {
    const { files, notExpressed } = persistFiles(as, tables, select, facts);
    return { files, left: notExpressed.map(({ what, why }) => `by the script: ${what} (${why})`) };
  }
  const lines = stepsOf(tables, select).map(stepText);
  const content = ['#!/bin/sh -e', ...lines, ''].join('\n');
  return { files: lines.length === 0 ? [] : [{ path: `/${select.name}.sh`, mode: '0755', content }], left: [] };
}

async function writeAll(folder: string, files: readonly PersistFile[]): Promise<number> {
  try {
    const taken = files.map(({ path }) => join(folder, path)).find((path) => existsSync(path));
    if (taken !== undefined) return refuse(unwritable(taken, 'it is there already'), false);
    for (const { path, mode, content } of files) {
      const at = join(folder, path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, content, { flag: 'wx' });
      await chmod(at, parseInt(mode, 8));
      print(at);
    }
    return EXIT.done;
  } catch (error) {
    return refuse(unwritable(folder, reasonOf(error)), false);
  }
}

function unwritable(path: string, reason: string): Parameters<typeof refuse>[0] {
  return {
    problems: [{ code: 'export-unwritable', severity: 'error', where: {}, facts: { path, reason }, retry: true }],
  };
}
