import { option, type Invocation } from '../../base/argv.ts';
import { compilePort } from '../port/argv.ts';
import { isAdd, type LinkStep } from './steps.ts';
import { LINK_OPTIONS, type LinkOptions } from './options.ts';
import { bridgeArgs } from '../bridge/read.ts';
import { vxlanArgs } from '../vxlan/read.ts';

/** `name` and `dev` are always written: `ip link add a type …` reads `a` as an abbreviation of `address`. */
export function compileLink(step: LinkStep): Invocation {
  if (step.do === 'port-set') return compilePort(step);
  const args = isAdd(step) ? ['link', 'add', ...addArgs(step)] : ['link', ...changeArgs(step)];
  return { tool: 'ip', netns: step.netns, args };
}

function addArgs(step: LinkStep): readonly string[] {
  switch (step.do) {
    case 'link-add-vxlan':
      return [...made(step), 'type', 'vxlan', ...vxlanArgs(step.vxlan)];
    case 'link-add-bridge':
      return [
        ...made(step),
        'type',
        'bridge',
        ...option('stp_state', step.stp === undefined ? undefined : Number(step.stp)),
        ...option('vlan_default_pvid', step.vlanDefaultPvid),
      ];
    case 'link-add-veth':
      return [...made(step), 'type', 'veth', 'peer', ...made(step.peer), ...option('netns', step.peer.netns)];
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-del':
    case 'link-set-addrgenmode':
    case 'link-set-bridge':
    case 'link-set-mac':
    case 'link-set-master':
    case 'link-set-mtu':
    case 'link-set-netns':
    case 'link-set-options':
    case 'link-set-up':
    case 'link-set-vxlan':
    case 'port-set':
      return [];
  }
}

type Made = Pick<Extract<LinkStep, { do: 'link-add-vxlan' }>, 'name' | 'mac' | 'mtu' | 'queues'>;

function made({ name, mac, mtu, queues }: Made): readonly string[] {
  const counts = [...option('numtxqueues', queues?.tx), ...option('numrxqueues', queues?.rx)];
  return ['name', name, ...option('address', mac), ...option('mtu', mtu), ...counts];
}

function changeArgs(step: LinkStep): readonly string[] {
  if (step.do === 'link-del') return ['del', 'dev', step.name];
  if (step.do === 'link-altname-add' || step.do === 'link-altname-del')
    return ['property', step.do === 'link-altname-add' ? 'add' : 'del', 'dev', step.name, 'altname', step.altname];
  return ['set', 'dev', step.name, ...setArgs(step)];
}

function setArgs(step: LinkStep): readonly string[] {
  switch (step.do) {
    case 'link-set-up':
      return [step.up ? 'up' : 'down'];
    case 'link-set-mtu':
      return ['mtu', String(step.mtu)];
    case 'link-set-mac':
      return ['address', step.mac];
    case 'link-set-master':
      return step.master === null ? ['nomaster'] : ['master', step.master];
    case 'link-set-netns':
      // Process 1 is in the host's own namespace: `ip` has no name for it.
      return ['netns', step.to === '' ? '1' : step.to];
    case 'link-set-addrgenmode':
      return ['addrgenmode', step.mode];
    case 'link-set-options':
      return LINK_OPTIONS.flatMap((name) => optionArgs(name, step.set[name]));
    case 'link-set-vxlan':
      return ['type', 'vxlan', ...vxlanArgs(step.set)];
    case 'link-set-bridge':
      return ['type', 'bridge', ...bridgeArgs(step.set)];
    case 'link-add-bridge':
    case 'link-add-veth':
    case 'link-add-vxlan':
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-del':
    case 'port-set':
      return [];
  }
}

const OPTION_WORDS: Readonly<Record<keyof LinkOptions, string>> = {
  ...{ alias: 'alias', group: 'group', txqueuelen: 'txqueuelen', arp: 'arp', multicast: 'multicast' },
  ...{ allmulticast: 'allmulticast', promisc: 'promisc', gsoMaxSize: 'gso_max_size', gsoMaxSegs: 'gso_max_segs' },
  ...{ groMaxSize: 'gro_max_size', gsoIpv4MaxSize: 'gso_ipv4_max_size', groIpv4MaxSize: 'gro_ipv4_max_size' },
};

function optionArgs(name: keyof LinkOptions, value: string | number | boolean | undefined): readonly string[] {
  if (value === undefined) return [];
  return [OPTION_WORDS[name], typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)];
}
