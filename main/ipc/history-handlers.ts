/** The journal, for the History page. */
import { fail, ok } from '../../app/problem/problem.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './handlers-type.ts';

export function historyHandlers({ session }: Backend): Pick<Handlers, 'history.list' | 'history.show'> {
  return {
    'history.list': async () => ok(session.history.list()),
    'history.show': async ({ entryId }) => {
      const details = session.history.show(entryId);
      if (details !== undefined) return ok(details);
      const facts = { reason: `none has the id ${entryId}` };
      return fail({ code: 'undo-unknown', severity: 'error', where: {}, facts, retry: false });
    },
  };
}
