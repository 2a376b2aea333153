/** A port's settings: the call that a step is. */
import type { Invocation } from '../../base/argv.ts';
import type { LinkStep } from '../link/steps.ts';
import type { PortSpec } from './steps.ts';
import { PORT_WORDS } from './words.ts';

/** What `bridge link set` has no word for. */
const IP_ONLY: readonly (keyof PortSpec)[] = ['proxyArp', 'proxyArpWifi', 'groupFwdMask'];
/** As numbers, which is all that `ip` takes (`ip/iplink_bridge_slave.c`). */
const STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];

/** `bridge link set dev NAME …` (bridge(8)), or `ip link set dev NAME type bridge_slave …` (ip-link(8)) where only that can say it. */
export function compilePort({ netns, name, set }: Extract<LinkStep, { do: 'port-set' }>): Invocation {
  const byIp = IP_ONLY.some((field) => set[field] !== undefined);
  const words = (Object.keys(PORT_WORDS) as (keyof PortSpec)[]).flatMap((field) => {
    const value = set[field];
    if (value === undefined) return [];
    if (value === null) return ['nobackup_port'];
    const said = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
    return [PORT_WORDS[field], byIp && field === 'state' ? String(STATES.indexOf(said)) : said];
  });
  const args = ['link', 'set', 'dev', name, ...(byIp ? ['type', 'bridge_slave'] : []), ...words];
  return { tool: byIp ? 'ip' : 'bridge', netns, args };
}
