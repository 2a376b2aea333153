import { join } from 'node:path';
import { app, BrowserWindow, clipboard, dialog, Menu, nativeTheme } from 'electron';
import { askBeforeClose } from './close-question.ts';
import { startEngine, type EngineProcess } from './ipc/engine-process.ts';
import type { Handlers } from './ipc/handlers-type.ts';
import { emitTo, serve } from './ipc/serve.ts';
import { readLook } from './look.ts';
import { ORIGIN } from './page.ts';
import { xdgPaths } from './paths.ts';
import { lockContents, lockSession, openWindow, registerScheme } from './window.ts';

declare const __OVERLANE_VERSION__: string;

/**
 * How long ending may take: taking a lab down is a kill and a read-back, about 200 ms, and a step that runs has 10 s to end.
 * Shorter would leave a plan half rolled back; longer would make a hung host keep the desktop from logging out.
 */
const CLOSE_LIMIT_MS = 15_000;

/**
 * How long Chromium may take to end after everything of ours has. It takes some 100 ms; once in a few hundred times Electron 25 never
 * did. Shorter could cut off the writing of its caches; longer keeps a dead window's process around.
 */
const EXIT_LIMIT_MS = 3_000;

const paths = xdgPaths(process.env);
let window: BrowserWindow | undefined;

app.setName('Overlane');
app.setPath('userData', paths.config);
app.setPath('sessionData', join(paths.cache, 'session'));
registerScheme();

if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  Menu.setApplicationMenu(null);
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  app.on('second-instance', showWindow);
  app.on('window-all-closed', () => app.quit());
  const engine = startEngine({
    script: join(__dirname, '../engine/engine.cjs'),
    emit: emitTo(() => window),
    clipboard: (text) => clipboard.writeText(text),
    saveAs,
    onInterrupt: () => app.quit(),
    options: {
      paths,
      helperBundle: join(__dirname, '../helper/overlane-helper.cjs'),
      version: __OVERLANE_VERSION__,
      electron: process.versions.electron,
      runtimeNote: process.env.OVERLANE_RUNTIME_NOTE,
    },
  });
  serve(Promise.resolve(withLook(engine.handlers)), ORIGIN);
  closeBeforeQuit(engine);
  void app.whenReady().then(() => {
    const { theme, zoom } = readLook(paths.config);
    nativeTheme.themeSource = theme;
    lockSession(join(__dirname, '../renderer'));
    window = openWindow({
      preload: join(__dirname, '../preload/preload.cjs'),
      stateFile: join(paths.state, 'window.json'),
      zoom,
    });
    askBeforeClose(window, engine.handlers);
  });
}

/** The only file dialog: the page never names a path. */
async function saveAs(name: string): Promise<string | undefined> {
  const options = { title: 'Save report', defaultPath: name, filters: [{ name: 'Markdown', extensions: ['md'] }] };
  const { filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return filePath === '' ? undefined : filePath;
}

function showWindow(): void {
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

/** The theme is the page's through `prefers-color-scheme`, and the window frame's; the zoom is the window's. */
function withLook(handlers: Handlers): Handlers {
  return {
    ...handlers,
    'settings.set': async (argument) => {
      const result = await handlers['settings.set'](argument);
      if (!result.ok) return result;
      nativeTheme.themeSource = result.value.theme;
      window?.webContents.setZoomFactor(result.value.zoom);
      return result;
    },
  };
}

/** Quitting waits for the engine to take back what it must not leave behind. */
function closeBeforeQuit(engine: EngineProcess): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS));
    void Promise.race([engine.close(), limit]).then(() => {
      state = 'closed';
      app.quit();
      setTimeout(() => process.exit(0), EXIT_LIMIT_MS);
    });
  });
}
