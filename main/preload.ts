import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge } from '../app/contract/ipc.ts';

/** The page can name channels of these two kinds only; main answers the calls that the contract lists and refuses every other name. */
const bridge: Bridge = {
  call: (name, ...argument) => ipcRenderer.invoke(`call:${name}`, ...argument),
  on: (name, listener) => {
    const heard = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) => listener(payload);
    ipcRenderer.on(`event:${name}`, heard);
    return () => {
      ipcRenderer.removeListener(`event:${name}`, heard);
    };
  },
};

contextBridge.exposeInMainWorld('overlane', bridge);
