/** Text files of a case folder, compared with what comes out today. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { HostPlanView } from '../../app/change/plan-view.ts';
import { planView } from '../../app/change/view.ts';
import type { Plan } from '../../app/plan/plan.ts';

const accept = process.env.OVERLANE_ACCEPT === '1';

/** No lines means no file. */
export function compare({ path }: { readonly path: string }, file: string, lines: readonly string[]): void {
  const at = join(path, file);
  const text = textOf(lines);
  if (accept) {
    if (text === '') rmSync(at, { force: true });
    else writeFileSync(at, text);
  }
  expect(text).toBe(existsSync(at) ? readFileSync(at, 'utf8') : '');
}

export function textOf(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The commands, host by host, as they would run. */
export function planLines(plan: Plan, way: 'forward' | 'rollback'): readonly string[] {
  const lines = (host: HostPlanView): readonly string[] => host[way].map(({ text }) => text);
  const lost = (host: HostPlanView): readonly string[] =>
    way === 'forward' ? [] : (host.lost ?? []).map((row) => `# not brought back: ${row}`);
  return planView('', plan).hosts.flatMap((host) => [`# ${host.host}`, ...lines(host), ...lost(host)]);
}
