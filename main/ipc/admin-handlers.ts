/** Administrative access to this computer: the switch, and putting the helper in place. */
import type { AdminView } from '../../app/contract/admin-view.ts';
import { ok, type Result } from '../../app/problem/problem.ts';
import { installHelper, installPlan, uninstallHelper, type InstallOptions } from '../helper/install.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './handlers-type.ts';

type AdminCalls = 'admin.start' | 'admin.stop' | 'admin.installPlan' | 'admin.install' | 'admin.uninstall';

export function adminHandlers({ admin, options }: Backend): Pick<Handlers, AdminCalls> {
  const install: InstallOptions = {
    bundle: options.helperBundle,
    version: options.version,
    runtime: process.execPath,
  };
  const seen = (done: Result<null>): Result<AdminView> => {
    admin.refresh();
    return done.ok ? ok(admin.view()) : done;
  };
  return {
    'admin.start': () => admin.start(),
    'admin.stop': async () => ok(await admin.stop()),
    'admin.installPlan': () => installPlan(install),
    'admin.install': async ({ planId }) => seen(await installHelper(planId, install)),
    'admin.uninstall': async () => {
      await admin.stop();
      return seen(await uninstallHelper(install));
    },
  };
}
