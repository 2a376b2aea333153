import { hostName } from '../../app/base/host.ts';
import type { PlanView } from '../../app/change/plan-view.ts';

export type Direction = 'forward' | 'rollback';

/** The plan as text to paste: a heading a host, each reason as a comment above its command. */
export function planScript(plan: PlanView, direction: Direction): string {
  const title = direction === 'forward' ? plan.title : `Rollback of: ${plan.title}`;
  const parts = plan.hosts.map((host) => {
    const lines = host[direction].flatMap((line) => [`# ${oneLine(line.why)}`, line.text]);
    return [`# ── on ${hostName(host.host)} (${host.host}) ──`, ...lines].join('\n');
  });
  return `${[`# ${oneLine(title)}`, ...parts].join('\n\n')}\n`;
}

/** A reason is a comment; a line break in it would turn its rest into a command. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}
