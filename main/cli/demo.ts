/** `overlane demo`: the first run without a window. A lab, a link, a green ping, and nothing left behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLab } from '../lab/lab.ts';
import type { LinkMode } from '../../app/overlay/link-intent.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { link, unlink } from './link.ts';
import { printTitle, say } from './print.ts';
import type { CliOptions } from './session.ts';

const MODES: readonly LinkMode[] = ['bridged', 'routed'];

/** Its own lab and its own journal, so that nothing of the user's is touched. */
export async function demo(): Promise<number> {
  const name = `demo-${process.pid}`;
  const lab = await startLab({ name, lifetime: 'owned' });
  if (!lab.ok) return refuse({ problems: [lab.problem] }, false);
  const stateDir = await mkdtemp(join(tmpdir(), 'overlane-demo-'));
  try {
    for (const mode of MODES) {
      const code = await linkAndUnlink(mode, { lab: name, stateDir });
      if (code !== EXIT.done) return code;
    }
    printTitle('The demo is over; its lab is gone.');
    return EXIT.done;
  } finally {
    await lab.value.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function linkAndUnlink(mode: LinkMode, cli: CliOptions): Promise<number> {
  say('');
  say(`== ${mode}: link alpha and beta ==`);
  const linked = await link(['lab:alpha', 'lab:beta'], { mode, endpoints: true }, cli);
  if (linked !== EXIT.done) return linked;
  say('');
  say(`== ${mode}: take it apart ==`);
  return unlink('alpha-beta', {}, cli);
}
