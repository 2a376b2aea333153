/** Addresses: the call that a step is. */
import { option, type Invocation } from '../../base/argv.ts';
import type { AddressStep } from './steps.ts';

export function compileAddress(step: AddressStep): Invocation {
  const { dev, peer, broadcast, scope, label, flags = [] } = step;
  const [ip = '', length = ''] = step.address.split('/');
  const which = peer === undefined ? [step.address] : [ip, 'peer', `${peer}/${length}`];
  if (step.do === 'address-del')
    return { tool: 'ip', netns: step.netns, args: ['address', 'del', ...which, 'dev', dev] };
  const rest = [...option('broadcast', broadcast), ...option('scope', scope), ...option('label', label), ...flags];
  return { tool: 'ip', netns: step.netns, args: ['address', 'add', ...which, 'dev', dev, ...rest] };
}
