import type { Step } from '../../plan/step.ts';
import type { Invocation } from '../../base/argv.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { neighbourKey, type Neighbour } from './row.ts';
import { keyFlags, text, texts } from '../item.ts';
import { familyOf } from '../../base/ip.ts';
import { readRows, type Parsed, type RowSink } from '../rows.ts';

/** `ip -j neighbour show nud all` and `… show proxy` (ip-neighbour(8); ip/ipneigh.c). */
export function parseNeighbours(
  items: readonly Json[],
  netns: string,
  argv: readonly string[] = [],
): Parsed<Neighbour> {
  return readRows('neighbour', items, netns, argv, readNeighbour);
}

export function readNeighbour(item: JsonObject, netns: string, sink: RowSink<Neighbour>): void {
  const { dst, dev } = item;
  if (typeof dst !== 'string') return sink.fault('dst');
  if (typeof dev !== 'string') return sink.fault('dev');
  const flags = keyFlags(item);
  sink.add({
    key: neighbourKey(netns, dev, dst, flags.includes('proxy')),
    netns,
    dev,
    family: familyOf(dst),
    dst,
    mac: text(item, 'lladdr')?.toLowerCase(),
    state: texts(item['state']).join(','),
    flags,
    protocol: text(item, 'protocol'),
    raw: item,
  });
}

export type NeighbourStep = Extract<Step, { do: `neighbour-${string}` }>;

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
    default: {
      const verb = step.do === 'neighbour-add' ? 'add' : 'replace';
      const protocol = step.protocol === undefined ? [] : ['protocol', step.protocol];
      return [verb, dst, 'lladdr', step.mac, 'dev', dev, 'nud', step.state, ...protocol, ...(step.flags ?? [])];
    }
  }
}
