import { overlaysOfLab } from '../../app/overlay/of-lab.ts';
import { app } from '../app-state.svelte.ts';
import { call } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';

class LabWork {
  /** True while the lab is being started or ended. */
  busy = $state(false);
  /** True while it is asked whether a lab that holds overlays shall end. */
  asking = $state(false);
}

export const labWork = new LabWork();

async function run(name: 'lab.start' | 'lab.stop'): Promise<void> {
  if (labWork.busy) return;
  labWork.busy = true;
  const answer = await call(name);
  if (answer.ok) app.lab = answer.value;
  else notices.add(answer.problem);
  labWork.busy = false;
}

export function startLab(): void {
  void run('lab.start');
}

/** Ends the lab, after a question when overlays live in it. */
export function stopLab(): void {
  if (overlaysOfLab(app.overlays).length > 0) labWork.asking = true;
  else endLab();
}

export function endLab(): void {
  void run('lab.stop');
}

/** Whether the lab goes on when the window closes. */
export async function keepLab(keep: boolean): Promise<void> {
  const answer = await call('lab.keep', { keep });
  if (answer.ok) app.lab = answer.value;
  else notices.add(answer.problem);
}
