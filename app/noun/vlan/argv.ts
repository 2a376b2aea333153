/** VLANs: the call that a step is. */
import type { Invocation } from '../../base/argv.ts';
import { vidText } from './row.ts';
import type { BridgeVlanStep } from './steps.ts';

/** `master` is what `bridge` takes where nothing is said, and `self` must be said for the bridge itself; both are written out. */
export function compileBridgeVlan(step: BridgeVlanStep): Invocation {
  const { netns, dev, vid, vidEnd = vid, self } = step;
  const flags = step.do === 'vlan-add' ? [...(step.pvid ? ['pvid'] : []), ...(step.untagged ? ['untagged'] : [])] : [];
  const verb = step.do === 'vlan-add' ? 'add' : 'del';
  return {
    tool: 'bridge',
    netns,
    args: ['vlan', verb, 'dev', dev, 'vid', vidText({ vid, vidEnd }), ...flags, self === true ? 'self' : 'master'],
  };
}
