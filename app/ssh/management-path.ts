/** Whether a change touches what carries the session to its own host: then it may cut off whoever applies it. */
import type { Tables } from '../noun/snapshot.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { canonicalIp, contains, splitCidr } from '../base/ip.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { Step } from '../noun/step.ts';

/** The two ends of the session as the host sees them: its own address, and where we come from. */
export interface SessionAddress {
  readonly client: string;
  readonly server: string;
}

/** Undefined when it does not; else what it touches, as the end of a sentence. Without an address, everything in the host's own namespace counts. */
export function touchesManagementPath(
  plan: HostPlan,
  tables: Tables,
  session: SessionAddress | undefined,
): string | undefined {
  const devices = session === undefined ? undefined : carriers(tables, session);
  for (const { step } of plan.steps) {
    const touched = touches(step, devices, session);
    if (touched !== undefined) return touched;
  }
  return undefined;
}

/** Every link that a packet of the session passes in the host: the one with the address, those below it, its bridge and its bridge's ports. */
function carriers(tables: Tables, { server, client }: SessionAddress): ReadonlySet<string> {
  const links = tables.link.filter(({ netns }) => netns === HOST_NETNS);
  const found = new Set<string>();
  const add = (name: string | undefined): void => {
    if (name === undefined || found.has(name)) return;
    found.add(name);
    const link = links.find((one) => one.name === name);
    add(link?.master);
    add(link?.peer);
    add(link?.vxlan?.dev);
    for (const port of links) if (port.master === name) add(port.name);
  };
  for (const { netns, local, dev } of tables.address) if (netns === HOST_NETNS && isSameIp(local, server)) add(dev);
  for (const route of tables.route) {
    const leads = route.netns === HOST_NETNS && route.dst !== 'default' && covers(route.dst, client);
    if (leads) [route.dev, ...route.nexthops.map(({ dev }) => dev)].forEach(add);
  }
  // No route of its own leads there: the default route does.
  if (found.size <= 1)
    for (const { netns, dst, dev } of tables.route) if (netns === HOST_NETNS && dst === 'default') add(dev);
  return found;
}

function touches(
  step: Step,
  devices: ReadonlySet<string> | undefined,
  session: SessionAddress | undefined,
): string | undefined {
  if (step.do === 'netns-add' || step.do === 'netns-del' || step.do === 'file-write' || step.do === 'file-remove')
    return undefined;
  // A link that is moved in from another namespace takes nothing away here.
  if (step.netns !== HOST_NETNS) return undefined;
  if (step.do === 'sysctl-set') return 'forwarding';
  if (step.do === 'forward-accept-add' || step.do === 'forward-accept-del') return 'the firewall';
  if (step.do.startsWith('link-add')) return undefined;
  const on = [deviceOf(step), 'master' in step ? (step.master ?? undefined) : undefined].filter(isSet);
  if (devices === undefined) return on[0] ?? 'routes';
  const carried = on.find((name) => devices.has(name));
  if (carried !== undefined) return carried;
  const isAddress = step.do === 'address-add' || step.do === 'address-del';
  if (isAddress && session !== undefined && isSameIp(splitCidr(step.address).ip, session.server))
    return `the address ${session.server}`;
  const leads =
    'dst' in step && step.do.startsWith('route') && session !== undefined && covers(String(step.dst), session.client);
  return leads ? `the route to ${session.client}` : undefined;
}

function deviceOf(step: Step): string | undefined {
  if ('dev' in step) return step.dev;
  return 'name' in step ? step.name : undefined;
}

function isSet(name: string | undefined): name is string {
  return name !== undefined;
}

/** The session's may have a zone (`fe80::1%eth0`), which no address of a step has. */
function isSameIp(ip: string, ofSession: string): boolean {
  const [bare = ''] = ofSession.split('%');
  return canonicalIp(ip) === canonicalIp(bare);
}

/** A prefix, a bare address, or `default`. */
function covers(dst: string, ip: string): boolean {
  if (dst === 'default') return true;
  return contains(dst.includes('/') ? dst : `${dst}/${dst.includes(':') ? 128 : 32}`, ip);
}
