/** VNIs: the call that a step is. */
import { option, type Invocation } from '../../base/argv.ts';
import { vniText } from './row.ts';
import type { VniStep } from './steps.ts';

/** `del` is no word of it (6.1): `delete`. */
export function compileVni(step: VniStep): Invocation {
  const { netns, dev, vni, vniEnd = vni } = step;
  const ways = step.do === 'vni-add' ? [...option('remote', step.remote), ...option('group', step.group)] : [];
  const verb = step.do === 'vni-add' ? 'add' : 'delete';
  return { tool: 'bridge', netns, args: ['vni', verb, 'dev', dev, 'vni', vniText({ vni, vniEnd }), ...ways] };
}
