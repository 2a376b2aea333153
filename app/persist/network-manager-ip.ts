/** Addresses and routes of a device in NetworkManager's words. */
import type { Step } from '../noun/step.ts';
import type { RouteStep } from '../noun/route/steps.ts';
import type { Left } from './format.ts';
import type { Device } from '../guard/devices.ts';
import { section, type Line } from './sections.ts';

type Family = 'inet' | 'inet6';

export function addressing(device: Device): { readonly sections: readonly string[]; readonly left: readonly Left[] } {
  const port = device.steps.some((step) => step.do === 'link-set-master' && step.master !== null);
  const left = device.steps.flatMap((step): Left[] => {
    const why =
      refusal(step) ??
      (port && (step.do === 'address-add' || step.do === 'route-add')
        ? 'gives a port no addresses and routes'
        : undefined);
    return why === undefined ? [] : [{ step, why }];
  });
  return { sections: port ? [] : [ofFamily(device, 'inet'), ofFamily(device, 'inet6')], left };
}

/** It names its addresses by itself, and every route it sets is of protocol "static". */
function refusal(step: Step): string | undefined {
  if (
    step.do === 'address-add' &&
    (step.peer !== undefined ||
      step.scope !== undefined ||
      step.label !== undefined ||
      step.flags !== undefined ||
      step.broadcast !== undefined)
  )
    return 'has no words for peer, scope, label, broadcast and flags of an address';
  if (step.do !== 'route-add') return undefined;
  if (step.protocol !== undefined && step.protocol !== 'static' && step.protocol !== 'boot')
    return 'gives every route the protocol "static"';
  return step.nexthops !== undefined || (step.scope !== undefined && step.scope !== 'global')
    ? 'has no words for that route'
    : undefined;
}

function ofFamily({ steps }: Device, family: Family): string {
  const mine = steps.filter((step) => refusal(step) === undefined);
  const addresses = mine.flatMap((step) =>
    step.do === 'address-add' && step.address.includes(':') === (family === 'inet6') ? [step.address] : [],
  );
  const routes = mine.flatMap((step) => (step.do === 'route-add' && step.family === family ? [step] : []));
  const lines: Line[] = [['method', methodOf(family, addresses, steps)]];
  addresses.forEach((address, at) => lines.push([`address${at + 1}`, address]));
  routes.forEach((route, at) => lines.push(...routeLines(route, at + 1)));
  return section(
    family === 'inet' ? 'ipv4' : 'ipv6',
    [...lines, ['addr-gen-mode', family === 'inet6' ? 'eui64' : undefined]],
    { yes: 'true', no: 'false' },
  );
}

function methodOf(family: Family, addresses: readonly string[], steps: readonly Step[]): string {
  if (addresses.length > 0) return 'manual';
  const silent = steps.some((step) => step.do === 'link-set-addrgenmode' && step.mode === 'none');
  return family === 'inet' || silent ? 'disabled' : 'link-local';
}

function routeLines(route: RouteStep, at: number): readonly Line[] {
  const any = route.family === 'inet6' ? '::/0' : '0.0.0.0/0';
  const options = [
    route.onlink === true ? 'onlink=true' : '',
    route.table === undefined ? '' : `table=${route.table}`,
    route.src === undefined ? '' : `src=${route.src}`,
    route.type === undefined ? '' : `type=${route.type}`,
  ].filter((text) => text !== '');
  const place = [route.dst === 'default' ? any : route.dst, route.via ?? '', route.metric ?? ''];
  const text = place.join(',').replace(/,+$/, '');
  return [
    [`route${at}`, text],
    [`route${at}_options`, options.length === 0 ? undefined : options.join(',')],
  ];
}
