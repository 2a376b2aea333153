/**
 * The real window with 100,000 FDB rows: one kernel change to the row on screen, main's event loop meanwhile, scrolling, and the launch.
 * Frames are also those of whatever else the machine does, so each scroll stands beside one of an empty page in the same window.
 */
import { expect, type ElectronApplication, type Page } from '@playwright/test';
import { startXvfb } from '../../main/launch/display.mjs';
import { findLab, type LabHost } from '../../main/lab/lab.ts';
import { launchApp } from '../e2e/app.ts';
import { addRaw, DEVICE, inHost, macOf, makeDevice } from './many-entries.ts';
import { median, quantile, report } from './report.ts';

const COUNT = 100_000;
const CHANGES = 15;
/** Scrolls; the middle one counts. */
const PASSES = 5;
const lab = `bench-${process.pid}`;
const screen = await startXvfb();
process.env.DISPLAY = screen.display;
delete process.env.WAYLAND_DISPLAY;
const opened = performance.now();
const { app, page, close } = await launchApp({ env: { OVERLANE_LAB: lab } });
try {
  const shown = performance.now();
  await expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible({ timeout: 60_000 });
  report({ what: 'launch: window to first live table', ours: performance.now() - shown, most: 2000 });
  console.log(`      (process start to window ${(shown - opened).toFixed(0)} ms)`);
  const host = (await findLab(lab))?.hosts.find(({ name }) => name === 'alpha');
  if (host === undefined) throw new Error('the window started no lab');
  await makeDevice(host);
  await addRaw(host, COUNT);
  await openFdb(page);
  await measureChanges(app, page, host);
  await measureScroll(page);
} finally {
  await close();
  await screen.stop();
}

async function openFdb(page: Page): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Hosts and overlays' });
  const alpha = rail.getByRole('button', { name: /^alpha / });
  if ((await alpha.getAttribute('aria-expanded')) !== 'true') await alpha.click();
  await rail.getByRole('button', { name: 'FDB', exact: true }).click();
  await expect(page.getByText(/100,0\d\d/).first()).toBeVisible({ timeout: 60_000 });
}

/** The changed row is filtered for, so that it is on screen as soon as the window has it. */
async function measureChanges(app: ElectronApplication, page: Page, host: LabHost): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type('02:cc:');
  await expect(page.getByRole('row').filter({ hasText: macOf(1) })).toHaveCount(0);
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.mainModule?.require(
      'node:perf_hooks',
    ) as typeof import('node:perf_hooks');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    (globalThis as { benchDelay?: unknown }).benchDelay = delay;
  });
  const times: number[] = [];
  for (let change = 0; change < CHANGES; change += 1) {
    const mac = `02:cc:00:00:00:${change.toString(16).padStart(2, '0')}`;
    const shownAt = page.evaluate(seen, mac);
    const start = performance.now();
    await inHost(host, ['bridge', 'fdb', 'add', mac, 'dev', DEVICE, 'dst', '192.168.64.5']);
    await shownAt;
    times.push(performance.now() - start);
  }
  const p99 = await app.evaluate(
    () => ((globalThis as { benchDelay?: { percentile(part: number): number } }).benchDelay?.percentile(99) ?? 0) / 1e6,
  );
  report({
    what: 'one kernel change to the row on screen, 100,000 rows loaded, median',
    ours: median(times),
    most: 250,
  });
  report({ what: 'event loop delay of main meanwhile, p99', ours: p99, most: 50 });
  await page.keyboard.press('Escape');
}

async function measureScroll(page: Page): Promise<void> {
  await page.getByPlaceholder('Filter').fill('');
  await expect(page.getByText(/^100,0\d\d/).first()).toBeVisible();
  const [rows, empty]: [Scroll[], Scroll[]] = [[], []];
  for (let pass = 0; pass < PASSES; pass += 1) {
    await page.evaluate(coverWithEmpty);
    empty.push(await measureOne(page, '#bench-empty'));
    await page.evaluate(() => document.querySelector('#bench-empty')?.remove());
    rows.push(await measureOne(page, '[role=grid]'));
  }
  report({ what: 'scroll 100,000 rows: longest frame, median', ours: median(rows.map(longest)), most: 50 });
  for (const [name, scrolls] of [['rows', rows] as const, ['empty page', empty] as const])
    console.log(says(name, scrolls));
  const most = Math.max(...rows.map(({ drawn }) => drawn));
  report({ what: 'scroll 100,000 rows: rows in the DOM', ours: most, most: 100, unit: '' });
}

/** One scroll, and how long the window's own thread worked for a frame of it: that is the same on a busy machine, frames are not. */
async function measureOne(page: Page, selector: string): Promise<Scroll> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  const before = await worked();
  const { frames, drawn } = await page.evaluate(scrollThrough, selector);
  const work = ((await worked()) - before) / frames.length;
  await session.detach();
  return { frames, drawn, work };
}

interface Scroll {
  /** Milliseconds. */
  readonly frames: readonly number[];
  /** Rows in the document at once. */
  readonly drawn: number;
  /** Milliseconds of processor a frame. */
  readonly work: number;
}

function longest({ frames }: Scroll): number {
  return Math.max(...frames);
}

function says(name: string, scrolls: readonly Scroll[]): string {
  const list = scrolls.map((one) => longest(one).toFixed(0)).join(' ');
  const p99 = quantile(
    scrolls.flatMap(({ frames }) => frames),
    0.99,
  );
  return `      (${name}: longest frames ${list} ms, p99 ${p99.toFixed(1)} ms, work a frame ${median(scrolls.map(({ work }) => work)).toFixed(1)} ms)`;
}

/** Runs in the page: resolves when a text is in the document. */
function seen(text: string): Promise<void> {
  const isThere = (): boolean => document.querySelector('[role=grid]')?.textContent?.includes(text) ?? false;
  return new Promise((resolve) => {
    if (isThere()) return resolve();
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve());
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** Runs in the page: a page with nothing on it, as high as the table. */
function coverWithEmpty(): void {
  const outer = Object.assign(document.createElement('div'), { id: 'bench-empty' });
  const inner = document.createElement('div');
  Object.assign(outer.style, { position: 'fixed', inset: '0', overflow: 'auto', zIndex: '99', background: 'white' });
  inner.style.height = '2800000px';
  outer.append(inner);
  document.body.append(outer);
}

/** Runs in the page: scrolls for about three seconds, through everything and in small steps, and times each frame. */
async function scrollThrough(selector: string): Promise<{ frames: number[]; drawn: number }> {
  const scroller = document.querySelector(selector) as HTMLElement;
  const frames: number[] = [];
  let drawn = 0;
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  for (let frame = 0; frame < 180; frame += 1) {
    scroller.scrollTop = frame < 90 ? (scroller.scrollHeight * frame) / 90 : scroller.scrollTop - 97;
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
    drawn = Math.max(drawn, scroller.querySelectorAll('[role=row]').length);
  }
  return { frames, drawn };
}
