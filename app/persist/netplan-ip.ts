/** Addresses and routes of a device in netplan's words. */
import type { Step } from '../plan/step.ts';
import type { Device } from './format.ts';

/** Whether netplan has words for all of a step; making and bringing up are said by naming the device. */
export function isSayable(step: Step): boolean {
  switch (step.do) {
    case 'address-add':
      return step.peer === undefined && step.scope === undefined && step.label === undefined && step.flags === undefined && step.broadcast === undefined; // prettier-ignore
    case 'link-set-bridge':
      return Object.keys(step.set).every((word) => ['stp', 'ageing', 'priority', 'forwardDelay', 'helloTime', 'maxAge'].includes(word)); // prettier-ignore
    case 'link-set-master':
    case 'link-set-mtu':
    case 'link-set-up':
    case 'link-set-addrgenmode':
      return true;
    default:
      return false;
  }
}

/** `optional`: nobody waits for it at boot. Routes are not said here: netplan gives each the protocol "static". */
export function addressYaml({ steps }: Device): readonly string[] {
  const addresses = steps.flatMap((step) => (step.do === 'address-add' && isSayable(step) ? [step.address] : []));
  const silent = steps.some((step) => step.do === 'link-set-addrgenmode' && step.mode === 'none');
  return [
    'optional: true',
    'ignore-carrier: true',
    'accept-ra: false',
    `link-local: [${silent ? '' : 'ipv6'}]`,
    ...(addresses.length === 0 ? [] : ['addresses:', ...addresses.map((address) => `- "${address}"`)]),
  ];
}
