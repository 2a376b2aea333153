/** What the window needs before it asks for *Persist on host* (which is a plan like any other), and the files for *Export*. */
import { persistFiles } from '../../app/persist/files.ts';
import { ok } from '../../app/problem/problem.ts';
import { readySnapshot } from '../engine/refusals.ts';
import { suggestPersist } from '../engine/persist.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './handlers-type.ts';

export function persistHandlers({ session }: Backend): Pick<Handlers, 'persist.suggest' | 'persist.files'> {
  return {
    'persist.suggest': ({ host, overlay }) => suggestPersist(host, overlay, session),
    'persist.files': async ({ host, select, format, facts }) => {
      const snapshot = readySnapshot(host, session.hosts);
      return snapshot.ok ? ok(persistFiles(format, snapshot.value.tables, select, facts)) : snapshot;
    },
  };
}
