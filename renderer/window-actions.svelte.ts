import type { HostId } from '../app/model/host.ts';
import { listActions, type Action, type Doing } from './actions.ts';
import { adminAccess } from './admin/admin-access.svelte.ts';
import { app } from './app-state.svelte.ts';
import { call } from './bridge.ts';
import { pageTools } from './edit/page-tools.svelte.ts';
import { askUndo } from './history/undo.ts';
import { startLab, stopLab } from './hosts/lab.svelte.ts';
import { notices } from './notices.svelte.ts';
import { isHostPlace } from './place.ts';
import { goTo, router } from './router.svelte.ts';
import { nextTheme } from './theme.svelte.ts';

/** F5: read everything of a host again now. */
export async function collect(host: HostId): Promise<void> {
  const answer = await call('host.collect', { host });
  if (!answer.ok) notices.add(answer.problem);
}

const doing: Doing = {
  goTo,
  collect: (host) => void collect(host),
  toggleDrawer: () => app.remember({ drawerOpen: !app.settings.drawerOpen }),
  toggleInspector: () => app.remember({ inspectorOpen: !app.settings.inspectorOpen }),
  nextTheme,
  back: () => router.back(),
  forward: () => router.forward(),
  undo: () => askUndo(),
  startLab,
  stopLab,
  switchAdmin: () => void adminAccess.toggle(),
  showAdmin: () => adminAccess.show(),
};

/** Every action there is now; reading it in a component follows what changes. */
export function windowActions(): readonly Action[] {
  const { place, canGoBack, canGoForward } = router;
  const host = isHostPlace(place) ? app.host(place.host) : undefined;
  return listActions(
    {
      ...{ hosts: app.hosts, overlays: app.overlays, host, tools: pageTools.current, exports: pageTools.exports },
      ...{ labRunning: app.lab.running, admin: app.admin.state, canGoBack, canGoForward },
    },
    doing,
  );
}
