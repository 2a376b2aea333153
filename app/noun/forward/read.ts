import { forwardKey, type ForwardChain } from './row.ts';
import { RowSink, type Parsed } from '../rows.ts';

/** `iptables -S FORWARD` or `ip6tables -S FORWARD` (iptables(8)): the policy first, then the rules in order. */
export function parseForward(text: string, netns: string, argv: readonly string[] = []): Parsed<ForwardChain> {
  const sink = new RowSink<ForwardChain>();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const policy = /^-P FORWARD (\S+)/.exec(lines[0] ?? '')?.[1];
  const family = argv.includes('ip6tables') ? 'inet6' : 'inet';
  if (policy !== undefined) sink.add({ key: forwardKey(netns, family), netns, family, policy, rules: lines.slice(1) });
  else if (lines.length > 0) sink.fault('policy');
  return { rows: sink.rows, problems: sink.problems('forward', netns, argv) };
}
