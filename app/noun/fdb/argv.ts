/** FDB entries: the call that a step is. */
import { option, type Invocation } from '../../base/argv.ts';
import type { FdbEntryStep } from './steps.ts';

/** `del` names the entry only: state and flags are not part of what the kernel looks for. */
export function compileFdbEntry(step: FdbEntryStep): Invocation {
  const { mac, dev, dst, port, vni, srcVni, via, vlan, nhid, owner, state, flags = [] } = step;
  const place = [...option('dst', dst), ...option('port', port), ...option('vni', vni), ...option('src_vni', srcVni)];
  const args = [
    'fdb',
    step.do.slice('fdb-'.length),
    mac,
    'dev',
    dev,
    ...place,
    ...option('via', via),
    ...option('vlan', vlan),
    ...option('nhid', nhid),
    owner,
  ];
  return { tool: 'bridge', netns: step.netns, args: step.do === 'fdb-del' ? args : [...args, state, ...flags] };
}
