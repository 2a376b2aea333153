/** A bridge in networkd's words (systemd.netdev(5), [Bridge], as of 252). */
import type { BridgeSpec } from '../noun/bridge/steps.ts';
import type { Device } from '../guard/devices.ts';
import { section } from './sections.ts';

/** Times are in seconds. */
const WORDS = {
  stp: 'STP',
  ageing: 'AgeingTimeSec',
  forwardDelay: 'ForwardDelaySec',
  helloTime: 'HelloTimeSec',
  maxAge: 'MaxAgeSec',
  priority: 'Priority',
  mcastSnooping: 'MulticastSnooping',
  vlanFiltering: 'VLANFiltering',
  vlanDefaultPvid: 'DefaultPVID',
} as const satisfies { readonly [K in keyof BridgeSpec]?: string };

export const BRIDGE_WORDS: readonly string[] = Object.keys(WORDS);

export function bridgeOf(device: Device): string {
  const { make } = device;
  const set: BridgeSpec = { stp: false, ...bridgeSet(device) };
  const names = Object.keys(WORDS) as (keyof typeof WORDS)[];
  return make.do === 'link-add-bridge'
    ? section(
        'Bridge',
        names.map((name) => [WORDS[name], set[name]]),
      )
    : '';
}

/** All that is set on it, in one; what it is made with among it. */
export function bridgeSet({ make, steps }: Device): BridgeSpec {
  const { stp, vlanDefaultPvid } = make.do === 'link-add-bridge' ? make : {};
  const made = { ...(stp === undefined ? {} : { stp }), ...(vlanDefaultPvid === undefined ? {} : { vlanDefaultPvid }) };
  return Object.assign(made, ...steps.map((step) => (step.do === 'link-set-bridge' ? step.set : {}))) as BridgeSpec;
}
