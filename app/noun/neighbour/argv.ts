/** Neighbours: the call that a step is. */
import type { Invocation } from '../../base/argv.ts';
import type { NeighbourStep } from './steps.ts';

export function compileNeighbour(step: NeighbourStep): Invocation {
  return { tool: 'ip', netns: step.netns, args: ['neigh', ...neighbourArgs(step)] };
}

function neighbourArgs(step: NeighbourStep): readonly string[] {
  const { dst, dev } = step;
  switch (step.do) {
    case 'neighbour-proxy-add':
      return ['add', 'proxy', dst, 'dev', dev];
    case 'neighbour-proxy-del':
      return ['del', 'proxy', dst, 'dev', dev];
    case 'neighbour-manage':
      return ['replace', dst, 'dev', dev, 'managed'];
    case 'neighbour-del':
      return ['del', dst, 'dev', dev];
    case 'neighbour-add':
    case 'neighbour-replace': {
      const verb = step.do === 'neighbour-add' ? 'add' : 'replace';
      const protocol = step.protocol === undefined ? [] : ['protocol', step.protocol];
      return [verb, dst, 'lladdr', step.mac, 'dev', dev, 'nud', step.state, ...protocol, ...(step.flags ?? [])];
    }
  }
}
