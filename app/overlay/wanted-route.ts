/** A route through a gateway that nobody answers ARP for, or that is not there yet. */
import type { RouteStep } from '../noun/route/steps.ts';
import type { Wish } from '../noun/step.ts';

/** `onlink` only lets the kernel take the gateway unasked: a route that was made without it leads the same way (ip-route(8)). */
export function onlinkWish(route: RouteStep & { readonly do: 'route-replace' }, why: string): Wish {
  return { step: { ...route, onlink: true }, why, alike: route };
}
