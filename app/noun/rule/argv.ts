/** Policy rules: the call that a step is. */
import { option, type Invocation } from '../../base/argv.ts';
import type { RuleStep } from './steps.ts';

/** `-6` is written out, and `from all`: without either `ip` takes a rule for an IPv4 one, or for the last of all. */
export function compileRule(step: RuleStep): Invocation {
  const { netns, family, priority, src = 'all', table, goto, action, suppressPrefixlength, suppressIfgroup } = step;
  const which = [
    ...(step.not === true ? ['not'] : []),
    ...['from', src],
    ...option('to', step.dst),
    ...option('tos', step.tos),
    ...option('fwmark', step.fwmark),
    ...option('iif', step.iif),
    ...option('oif', step.oif),
    ...option('ipproto', step.ipproto),
    ...option('sport', step.sport),
    ...option('dport', step.dport),
    ...option('uidrange', step.uidrange),
    ...option('tun_id', step.tunId),
  ];
  const then = [
    ...option('lookup', table),
    ...option('suppress_prefixlength', suppressPrefixlength),
    ...option('suppress_ifgroup', suppressIfgroup),
    ...option('realms', step.realms),
    ...option('goto', goto),
    ...(action === undefined ? [] : [action]),
    ...(step.do === 'rule-add' ? option('proto', step.protocol) : []),
  ];
  const options = family === 'inet6' ? ['-6'] : [];
  const verb = step.do === 'rule-add' ? 'add' : 'del';
  return { tool: 'ip', netns, options, args: ['rule', verb, ...which, ...option('priority', priority), ...then] };
}
