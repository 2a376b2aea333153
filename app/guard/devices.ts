/** Steps by the device that they are about, as every file that makes devices says them. */
import { linkKey } from '../noun/link/row.ts';
import type { LinkAddStep } from '../noun/link/steps.ts';
import type { Step } from '../noun/step.ts';

/** A device in the host's own namespace that the selection makes. A cable inside one namespace is two of them. */
export interface Device {
  readonly name: string;
  readonly make: LinkAddStep;
  /** What is set on it, in the order of the steps. */
  readonly steps: readonly Step[];
}

export interface Sorted {
  readonly devices: readonly Device[];
  /** Steps on no device that the selection makes in the host's own namespace. */
  readonly others: readonly Step[];
}

/** Each step with the device it is about. */
export function sortSteps(steps: readonly Step[]): Sorted {
  const devices = new Map<string, { name: string; make: LinkAddStep; steps: Step[] }>();
  const others: Step[] = [];
  for (const step of steps) {
    if (isMake(step)) {
      for (const [netns, name] of madeBy(step)) devices.set(linkKey(netns, name), { name, make: step, steps: [] });
      continue;
    }
    const on = devices.get(deviceKey(step) ?? '');
    if (on === undefined) others.push(step);
    else on.steps.push(step);
  }
  const own = [...devices].filter(([key]) => key.startsWith('|')).map(([, device]) => device);
  const inside = steps.filter((step) =>
    isMake(step) ? step.netns !== '' : deviceKey(step)?.startsWith('|') === false && !others.includes(step),
  );
  return { devices: own, others: [...inside, ...others] };
}

function isMake(step: Step): step is LinkAddStep {
  return step.do.startsWith('link-add-');
}

function madeBy(step: LinkAddStep): readonly (readonly [netns: string, name: string])[] {
  const own = [step.netns, step.name] as const;
  return step.do === 'link-add-veth' ? [own, [step.peer.netns ?? step.netns, step.peer.name]] : [own];
}

function deviceKey(step: Step): string | undefined {
  if (!('netns' in step)) return undefined;
  const name =
    'dev' in step
      ? step.dev
      : step.do.startsWith('link-') || step.do === 'port-set'
        ? 'name' in step
          ? step.name
          : undefined
        : undefined;
  return name === undefined ? undefined : linkKey(step.netns, name);
}

/** Of the far end of a cable its own. */
export function mtuOf({ name, make, steps }: Device): number | undefined {
  const own = make.do === 'link-add-veth' && make.peer.name === name ? make.peer.mtu : make.mtu;
  return steps.flatMap((step) => (step.do === 'link-set-mtu' ? [step.mtu] : [])).at(-1) ?? own;
}
