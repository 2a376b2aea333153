import { app, BrowserWindow, nativeTheme, protocol, session, type WebContents } from 'electron';
import { ORIGIN, SCHEME, servePage } from './page.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** The page's own background (--bg in renderer/tokens.css): shown before the first paint, so that nothing flashes. */
const BACKGROUND = { light: '#ffffff', dark: '#17191d' };

/** Before `ready`: makes app:// an origin of its own, so that 'self' in the content security policy means it. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** After `ready`: the page comes from its folder, nothing comes from anywhere else, and no permission is ever given. */
export function lockSession(pageFolder: string): void {
  protocol.handle(SCHEME, (request) => servePage(pageFolder, request.url));
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isAllowed(details.url) }));
  defaultSession.on('will-download', (event) => event.preventDefault());
}

function isAllowed(url: string): boolean {
  return (
    url.startsWith(`${ORIGIN}/`) || url.startsWith('data:image/') || (!app.isPackaged && url.startsWith('devtools:'))
  );
}

/** For every web contents that ever exists, not only for our window. */
export function lockContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

export interface WindowOptions {
  readonly preload: string;
  readonly stateFile: string;
  /** How large everything is drawn; 1 is as the desktop says. */
  readonly zoom: number;
}

export function openWindow({ preload, stateFile, zoom }: WindowOptions): BrowserWindow {
  const { maximized, ...bounds } = readWindowState(stateFile);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    title: 'Overlane',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      zoomFactor: zoom,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  reloadAfterCrash(window);
  if (!app.isPackaged) devToolsKey(window);
  void window.loadURL(`${ORIGIN}/index.html`);
  return window;
}

/** A page that dies is loaded again: it keeps nothing that main does not know. More than three times a minute is not an accident, so it stops. */
function reloadAfterCrash(window: BrowserWindow): void {
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes.push(now);
    const recent = crashes.filter((at) => now - at < 60_000).length;
    console.error(`overlane: the page ended (${details.reason}), ${recent <= 3 ? 'loading it again' : 'giving up'}`);
    if (recent <= 3) window.webContents.reload();
  });
}

function devToolsKey(window: BrowserWindow): void {
  window.webContents.on('before-input-event', (_event, input) => {
    if (input.type === 'keyDown' && input.control && input.shift && input.key.toLowerCase() === 'i')
      window.webContents.toggleDevTools();
  });
}
