import { ipcMain, type BrowserWindow } from 'electron';
import { CALLS, type CallName, type EventName, type Events } from '../../app/contract/ipc.ts';
import { answerCall, isOurPage } from './answer.ts';
import type { Handlers } from './handlers-type.ts';

/** One channel a call. Calls that arrive before the handlers are there wait for them. */
export function serve(handlers: Promise<Handlers>, origin: string): void {
  for (const name of Object.keys(CALLS) as CallName[]) {
    ipcMain.handle(`call:${name}`, (event, argument: unknown) => {
      if (!isOurPage(event.senderFrame, origin)) {
        throw new Error(`${name} was called by a page that is not Overlane's (${event.senderFrame?.url ?? 'gone'})`);
      }
      return answerCall(handlers, name, argument);
    });
  }
}

/** Tells the window; says nothing when there is none, because a new window asks for everything again. */
export function emitTo(window: () => BrowserWindow | undefined) {
  return <E extends EventName>(name: E, payload: Events[E]): void => {
    const contents = window()?.webContents;
    if (contents && !contents.isDestroyed() && !contents.isCrashed()) contents.send(`event:${name}`, payload);
  };
}
