/** A vxlan device in networkd's words. */
import type { LinkAddStep } from '../noun/link/steps.ts';
import type { VxlanSpec } from '../noun/vxlan/steps.ts';
import type { Left } from './format.ts';
import { section } from './sections.ts';

type Make = Extract<LinkAddStep, { do: 'link-add-vxlan' }>;

/** Options that only count when the device is made, and that systemd.netdev(5) has no word for (v252). */
const UNKNOWN = ['external', 'vnifilter', 'mcroute', 'reservedBits'] as const satisfies readonly (keyof VxlanSpec)[];

/** Why networkd cannot make it; `undefined` when it can. */
export function vxlanRefusal(spec: VxlanSpec): string | undefined {
  const option = UNKNOWN.find((name) => spec[name] !== undefined && spec[name] !== false);
  if (option !== undefined) return `has no word for ${option}, which counts when a vxlan is made`;
  if (isLinkLocal(spec)) return 'makes a vxlan with a link-local address only together with its underlay device';
  if (spec.group !== undefined) return 'makes a multicast vxlan only together with its underlay device';
  return undefined;
}

/** The kernel takes one only with a device beside it (fe80::/10, RFC 4291). */
export function isLinkLocal({ local, remote }: VxlanSpec): boolean {
  return [local, remote].some((address) => address !== undefined && /^fe[89ab][0-9a-f]:/i.test(address));
}

/**
 * `UDPChecksum` is written always: networkd takes it for off where it is not named, the kernel for on. The underlay device is named in
 * that device's own .network file, which is not ours: the vxlan is made without (`Independent`) and gets it afterwards.
 */
export function unitOfVxlan({ vxlan: spec, netns, name }: Make): {
  readonly text: string;
  readonly left: readonly Left[];
} {
  const text = section('VXLAN', [
    ['VNI', spec.vni],
    ['Remote', spec.remote],
    ['Local', spec.local],
    ['DestinationPort', spec.dstport],
    ['PortRange', spec.srcport === undefined ? undefined : `${spec.srcport.low}-${spec.srcport.high}`],
    ['TTL', spec.ttl === 'auto' ? 0 : spec.ttl],
    ['TOS', spec.tos === undefined || spec.tos === 'inherit' ? undefined : parseInt(spec.tos, 16)],
    ['IPDoNotFragment', spec.df === undefined || spec.df === 'inherit' ? spec.df : spec.df === 'set'],
    ['FlowLabel', spec.flowlabel === undefined ? undefined : parseInt(spec.flowlabel, 16)],
    ['MacLearning', spec.learning ?? true],
    ['FDBAgeingSec', spec.ageing],
    ['MaximumFDBEntries', spec.maxaddress],
    ['ReduceARPProxy', spec.proxy],
    ['RouteShortCircuit', spec.rsc],
    ['L2MissNotification', spec.l2miss],
    ['L3MissNotification', spec.l3miss],
    ['UDPChecksum', spec.udpcsum ?? true],
    ['UDP6ZeroChecksumTx', spec.udp6zerocsumtx],
    ['UDP6ZeroChecksumRx', spec.udp6zerocsumrx],
    ['RemoteChecksumTx', spec.remcsumtx],
    ['RemoteChecksumRx', spec.remcsumrx],
    ['GroupPolicyExtension', spec.gbp],
    ['GenericProtocolExtension', spec.gpe],
    ['Independent', true],
  ]);
  const set = { dev: spec.dev, ...(spec.tos === 'inherit' ? { tos: spec.tos } : {}), localbypass: spec.localbypass };
  const left = (Object.keys(set) as (keyof typeof set)[]).flatMap((option): Left[] => {
    if (set[option] === undefined) return [];
    return [{ step: { do: 'link-set-vxlan', netns, name, set: { [option]: set[option] } }, why: WHY[option] ?? '' }];
  });
  return { text, left };
}

const WHY: Readonly<Record<string, string>> = {
  dev: 'names the underlay device in the .network file of that device, which is not ours',
  tos: 'takes a number for tos only',
  localbypass: 'has no word for localbypass',
};
