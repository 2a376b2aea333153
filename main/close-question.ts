import { app, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { endOfLabWords, overlaysOfLab } from '../app/overlay/of-lab.ts';
import { problemText } from '../app/problem/text.ts';
import type { Handlers } from './ipc/handlers-type.ts';

/** Longer and a window whose engine hangs does not close; reading the state takes some milliseconds. */
const ANSWER_MS = 2_000;
const BUTTONS = ['Cancel', 'End it and close', 'Keep it running and close'];

/**
 * The window asks before it ends a lab that holds overlays. Whoever quits the program, or ends the session, is not asked. It is
 * quitting that closes the window, never the other way: Electron 25 hangs when quitting is held up after the last window is gone.
 */
export function askBeforeClose(window: BrowserWindow, handlers: Handlers): void {
  let quitting = false;
  let asking = false;
  app.once('before-quit', () => (quitting = true));
  window.on('close', (event) => {
    if (quitting) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    void mayClose(window, handlers)
      .then((may) => {
        if (may) app.quit();
      })
      .finally(() => (asking = false));
  });
}

async function mayClose(window: BrowserWindow, handlers: Handlers): Promise<boolean> {
  const names = await endWithTheLab(handlers);
  if (names.length === 0) return true;
  const { response } = await dialog.showMessageBox(window, closeQuestion(names));
  return response === 2 ? keepLab(handlers) : response === 1;
}

async function keepLab(handlers: Handlers): Promise<boolean> {
  const kept = await handlers['lab.keep']({ keep: true });
  if (!kept.ok) dialog.showErrorBox('The lab cannot be kept running', problemText(kept.problem).text);
  return kept.ok;
}

/** Overlays that are gone when the window is; none when the engine does not say. */
async function endWithTheLab(handlers: Handlers): Promise<readonly string[]> {
  const limit = new Promise<undefined>((resolve) => setTimeout(resolve, ANSWER_MS, undefined));
  const state = await Promise.race([handlers['app.state'](undefined), limit]);
  if (!state?.ok) return [];
  const { lab, overlays } = state.value;
  return lab.running && !lab.outlives ? overlaysOfLab(overlays) : [];
}

function closeQuestion(names: readonly string[]): MessageBoxOptions {
  return {
    type: 'question',
    title: 'Overlane',
    message: 'End the lab with the window?',
    detail: endOfLabWords(names),
    buttons: BUTTONS,
    defaultId: 2,
    cancelId: 0,
    noLink: true,
  };
}
