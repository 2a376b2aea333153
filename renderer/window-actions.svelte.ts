import { listActions, type Action, type Doing } from './actions.ts';
import { adminAccess } from './admin/admin-access.svelte.ts';
import { app } from './app-state.svelte.ts';
import { pageTools } from './edit/page-tools.svelte.ts';
import { askRedo, askUndo } from './history/undo.ts';
import { startLab, stopLab } from './hosts/lab.svelte.ts';
import { isHostPlace } from './place.ts';
import { goTo, router } from './router.svelte.ts';
import { addHost } from './ssh/add-host.svelte.ts';
import { keeping } from './ssh/keeping.svelte.ts';
import { keepActions, sshActions, type SshDoing } from './ssh/ssh-actions.ts';
import { sshHosts } from './ssh/ssh-hosts.svelte.ts';
import { nextTheme } from './theme.svelte.ts';

const doing: Doing = {
  goTo,
  collect: (host) => void sshHosts.collect(host),
  toggleDrawer: () => app.remember({ drawerOpen: !app.settings.drawerOpen }),
  toggleInspector: () => app.remember({ inspectorOpen: !app.settings.inspectorOpen }),
  nextTheme,
  back: () => router.back(),
  forward: () => router.forward(),
  undo: () => askUndo(),
  redo: () => askRedo(),
  startLab,
  stopLab,
  switchAdmin: () => void adminAccess.toggle(),
  showAdmin: () => adminAccess.show(),
};

const sshDoing: SshDoing = {
  add: () => void addHost.show(),
  reconnect: (host) => void sshHosts.collect(host),
  remove: (host) => (sshHosts.removing = host),
  decide: (planId, decision) => void keeping.decide(planId, decision),
};

/** Every action there is now; reading it in a component follows what changes. */
export function windowActions(): readonly Action[] {
  const { place, canGoBack, canGoForward } = router;
  const host = isHostPlace(place) ? app.host(place.host) : undefined;
  const others = listActions(
    {
      ...{
        hosts: app.hosts,
        overlays: app.overlays,
        host,
        tools: pageTools.current,
        exports: pageTools.exports,
      },
      ...{ labRunning: app.lab.running, admin: app.admin.state, canGoBack, canGoForward },
    },
    doing,
  );
  return [...keepActions(keeping.waiting, sshDoing), ...others, ...sshActions(app.hosts, sshDoing)];
}
