/** Which namespaces a request names, and whether they are there: root enters only what `ip netns` lists. */
import { readdirSync } from 'node:fs';
import type { Ask } from '../../app/contract/helper.ts';
import type { Step } from '../../app/noun/step.ts';

export interface WrongName {
  readonly index: number;
  readonly reason: string;
}

/** The names under /run/netns. */
export function listedNetns(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set(); // nobody has made a namespace yet
    throw error;
  }
}

/** The first step that names a namespace which is not there, nor made by a step before it. */
export function wrongStepNetns(steps: readonly Step[], listed: ReadonlySet<string>): WrongName | undefined {
  const known = new Set(listed);
  for (const [index, step] of steps.entries()) {
    if (step.do === 'netns-add') {
      const reason = wrongShape(step.name);
      if (reason !== undefined) return { index, reason };
      known.add(step.name);
      continue;
    }
    const reason = named(step)
      .map((name) => wrongNetns(name, known))
      .find((found) => found !== undefined);
    if (reason !== undefined) return { index, reason };
    if (step.do === 'netns-del') known.delete(step.name);
  }
  return undefined;
}

export function wrongAskNetns(asks: readonly Ask[], listed: ReadonlySet<string>): WrongName | undefined {
  for (const [index, ask] of asks.entries()) {
    const reason =
      ask.ask === 'version' ? undefined : wrongNetns(ask.ask === 'doctor' ? ask.of.netns : ask.netns, listed);
    if (reason !== undefined) return { index, reason };
  }
  return undefined;
}

/** Why this namespace may not be entered; undefined when it may. The empty name is the host's own. */
export function wrongNetns(name: string, known: ReadonlySet<string>): string | undefined {
  if (name === '') return undefined;
  return wrongShape(name) ?? (known.has(name) ? undefined : `there is no namespace ${JSON.stringify(name)}`);
}

/** The schema has refused paths, spaces and leading dashes; digits alone are a process id to `ip link … netns`. */
function wrongShape(name: string): string | undefined {
  return /^\d+$/.test(name) ? `namespace ${name}: a name of digits only could be read as a process id` : undefined;
}

/** Every namespace a step names, however deep: a step that learns to name one more must not slip past. */
function named(step: Step): readonly string[] {
  if (step.do === 'netns-del') return [step.name];
  return [...namesIn(step), ...(step.do === 'link-set-netns' ? [step.to] : [])];
}

function namesIn(value: object): readonly string[] {
  return Object.entries(value).flatMap(([field, inner]: [string, unknown]) => {
    if (/netns/i.test(field) && typeof inner === 'string') return [inner];
    return typeof inner === 'object' && inner !== null ? namesIn(inner) : [];
  });
}
