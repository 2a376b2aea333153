import type { AdminView } from '../app/contract/admin-view.ts';
import type { DeclaredOverlay } from '../app/contract/overlay-view.ts';
import type { Host } from '../app/contract/host.ts';
import { PRESS_WORD } from './admin/admin-words.ts';
import type { Doable } from './edit/edit-form.ts';
import type { Tools } from './edit/page-tools.svelte.ts';
import { editActions } from './edit-actions.ts';
import { wholeActions } from './whole-actions.ts';
import { PAGES } from './pages.ts';
import { HOST_PAGES, type Place } from './place.ts';
import type { IconName } from './ui/icons.ts';
import { lower } from './words.ts';

/** Something that can be done from anywhere: by its keys, or by name in the palette. */
export interface Action {
  readonly id: string;
  readonly title: string;
  readonly group: 'Do' | 'Go to' | 'Overlay';
  readonly icon: IconName;
  readonly keys?: string;
  /** Why it cannot be done now. */
  readonly why?: string;
  readonly run: () => void;
}

/** What actions do; the window provides it, so that the list itself can be tested. */
export interface Doing {
  goTo(place: Place): void;
  collect(host: Host['id']): void;
  toggleDrawer(): void;
  toggleInspector(): void;
  nextTheme(): void;
  back(): void;
  forward(): void;
  undo(): void;
  redo(): void;
  startLab(): void;
  stopLab(): void;
  switchAdmin(): void;
  showAdmin(): void;
}

export interface Situation {
  readonly hosts: readonly Host[];
  readonly overlays: readonly DeclaredOverlay[];
  /** The host that is looked at. */
  readonly host: Host | undefined;
  /** What the open table can do. */
  readonly tools?: Tools;
  readonly exports?: readonly Doable[];
  readonly labRunning: boolean;
  readonly admin: AdminView['state'];
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

/** Every action, the ones without a place first. */
export function listActions(now: Situation, doing: Doing): readonly Action[] {
  return [
    ...editActions(now),
    ...deeds(now, doing),
    ...wholeActions(doing),
    ...pages(now, doing),
    ...overlays(now, doing),
  ];
}

function deeds(now: Situation, doing: Doing): readonly Action[] {
  const { host } = now;
  return [
    {
      id: 'link',
      title: 'Link two hosts',
      group: 'Do',
      icon: 'link',
      keys: 'Ctrl+L',
      run: () => doing.goTo({ page: 'link' }),
    },
    {
      id: 'new-overlay',
      title: 'New overlay of any number of hosts',
      group: 'Do',
      icon: 'plus',
      run: () => doing.goTo({ page: 'new-overlay' }),
    },
    {
      id: 'overlays',
      title: 'All overlays, and what was found on the hosts',
      group: 'Go to',
      icon: 'overlay',
      run: () => doing.goTo({ page: 'overlays' }),
    },
    {
      id: 'collect',
      title: host ? `Collect ${host.name} now` : 'Collect now',
      group: 'Do',
      icon: 'refresh',
      keys: 'F5',
      why: host ? undefined : 'Open a host first',
      run: () => host && doing.collect(host.id),
    },
    {
      id: 'drawer',
      title: 'Show or hide the commands',
      group: 'Do',
      icon: 'terminal',
      keys: 'Ctrl+`',
      run: () => doing.toggleDrawer(),
    },
    {
      id: 'inspector',
      title: 'Show or hide the inspector',
      group: 'Do',
      icon: 'inspector',
      run: () => doing.toggleInspector(),
    },
    {
      id: 'theme',
      title: 'Change the theme: system, light, dark',
      group: 'Do',
      icon: 'system',
      run: () => doing.nextTheme(),
    },
    {
      id: 'undo',
      title: 'Undo the last change',
      group: 'Do',
      icon: 'undo',
      keys: 'Ctrl+Z',
      run: () => doing.undo(),
    },
    {
      id: 'redo',
      title: 'Redo what was undone last',
      group: 'Do',
      icon: 'forward',
      keys: 'Ctrl+Shift+Z',
      run: () => doing.redo(),
    },
    {
      id: 'changes',
      title: 'History of all hosts',
      group: 'Go to',
      icon: 'history',
      run: () => doing.goTo({ page: 'changes' }),
    },
    {
      id: 'back',
      title: 'Back',
      group: 'Do',
      icon: 'back',
      keys: 'Alt+←',
      why: now.canGoBack ? undefined : 'This is where you started',
      run: () => doing.back(),
    },
    {
      id: 'forward',
      title: 'Forward',
      group: 'Do',
      icon: 'forward',
      keys: 'Alt+→',
      why: now.canGoForward ? undefined : 'There is nothing ahead',
      run: () => doing.forward(),
    },
    {
      id: 'lab-start',
      title: 'Start the lab',
      group: 'Do',
      icon: 'play',
      why: now.labRunning ? 'It is running' : undefined,
      run: () => doing.startLab(),
    },
    {
      id: 'lab-stop',
      title: 'End the lab',
      group: 'Do',
      icon: 'close',
      why: now.labRunning ? undefined : 'It is not running',
      run: () => doing.stopLab(),
    },
    {
      id: 'admin',
      title: `Administrative access: ${lower(PRESS_WORD[now.admin])}`,
      group: 'Do',
      icon: now.admin === 'off' ? 'unlock' : 'lock',
      run: () => doing.switchAdmin(),
    },
    {
      id: 'helper',
      title: 'Administrative access: install or remove the helper',
      group: 'Do',
      icon: 'computer',
      run: () => doing.showAdmin(),
    },
  ];
}

function pages(now: Situation, doing: Doing): readonly Action[] {
  const ordered = [...now.hosts].sort((a, b) => Number(b.id === now.host?.id) - Number(a.id === now.host?.id));
  return ordered.flatMap((host) =>
    HOST_PAGES.map((page, i): Action => ({
      id: `${host.id} ${page}`,
      title: `${host.name}: ${PAGES[page].title}`,
      group: 'Go to',
      icon: PAGES[page].icon,
      keys: host.id === now.host?.id ? `Ctrl+${i + 1}` : undefined,
      run: () => doing.goTo({ page, host: host.id }),
    })),
  );
}

function overlays(now: Situation, doing: Doing): readonly Action[] {
  return now.overlays.map(({ spec: { name, vni } }) => ({
    id: `overlay ${name}`,
    title: `${name} (VNI ${vni})`,
    group: 'Overlay',
    icon: 'overlay',
    run: () => doing.goTo({ page: 'overlay', name }),
  }));
}

/** The actions whose title has all the words, those that start with the text first. */
export function findActions(actions: readonly Action[], text: string): readonly Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = actions.filter(({ title, group }) =>
    words.every((word) => `${title} ${group}`.toLowerCase().includes(word)),
  );
  const first = (action: Action): number => (action.title.toLowerCase().startsWith(text.toLowerCase().trim()) ? 0 : 1);
  return words.length === 0 ? hits : [...hits].sort((a, b) => first(a) - first(b));
}

/** The keys of an event, written as in the palette: `Ctrl+Shift+C`, `F5`, `Alt+←`. */
export function keysOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>): string {
  const key =
    { ArrowLeft: '←', ArrowRight: '→' }[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${key}`;
}
