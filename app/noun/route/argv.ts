/** Routes: the call that a step is. */
import { option, type Invocation } from '../../base/argv.ts';
import { familyOf } from '../../base/ip.ts';
import type { RouteStep } from './steps.ts';

/** `-6` is written out: `default` alone would mean IPv4. */
export function compileRoute(step: RouteStep): Invocation {
  if (step.nhid !== undefined) return throughNexthop(step, step.nhid);
  const { family, dst, src, metric, type, table, protocol, scope } = step;
  const what = [...(type === undefined || type === 'unicast' ? [] : [type]), dst];
  const rest = [...option('src', src), ...option('metric', metric), ...(step.onlink === true ? ['onlink'] : [])];
  const place = [...option('table', table), ...option('proto', protocol), ...option('scope', scope)];
  const hops = (step.nexthops ?? []).flatMap((hop) => [
    'nexthop',
    ...hopArgs(family, hop),
    ...option('weight', hop.weight),
    ...(hop.onlink === true ? ['onlink'] : []),
  ]);
  const args = ['route', step.do.slice('route-'.length), ...what, ...hopArgs(family, step), ...rest, ...place, ...hops];
  return { tool: 'ip', netns: step.netns, options: family === 'inet6' ? ['-6'] : [], args };
}

/** Told a gateway or a device, the kernel finds no IPv4 route that leads through a nexthop object (`fib_nh_match`, seen on 6.18), and makes none. */
function throughNexthop(step: RouteStep, nhid: number): Invocation {
  const { netns, family, dst, type, metric, table, protocol } = step;
  // The kernel lists the type that the nexthop gives it, and finds no route to delete where it is named (seen on 6.18).
  const ofNexthop = type === undefined || type === 'unicast' || type === 'blackhole';
  const what = [...(ofNexthop ? [] : [type]), dst, 'nhid', String(nhid)];
  const src = step.do === 'route-del' ? [] : option('src', step.src);
  const place = [...src, ...option('metric', metric), ...option('table', table), ...option('proto', protocol)];
  const options = family === 'inet6' ? ['-6'] : [];
  return { tool: 'ip', netns, options, args: ['route', step.do.slice('route-'.length), ...what, ...place] };
}

function hopArgs(
  family: RouteStep['family'],
  { via, dev }: { readonly via?: string; readonly dev?: string },
): readonly string[] {
  const foreign = via !== undefined && family === 'inet' && familyOf(via) === 'inet6';
  return [...(foreign ? ['via', 'inet6', via] : option('via', via)), ...option('dev', dev)];
}

/** In a batch line there is no `-6`; the family then shows in the prefix or the gateway, or the step must run alone. */
export function routeFitsBatch({ family, dst, via }: RouteStep): boolean {
  return family === 'inet' || dst !== 'default' || via !== undefined;
}
