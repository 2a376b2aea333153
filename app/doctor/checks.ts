/** THE list of checks. */
import type { Check } from './check.ts';
import { bridgePort } from './checks/bridge-port.ts';
import { conflict } from './checks/conflict.ts';
import { device } from './checks/device.ts';
import { endpoint } from './checks/endpoint.ts';
import { fdb } from './checks/fdb.ts';
import { firewall } from './checks/firewall.ts';
import { linkDown } from './checks/link-down.ts';
import { localAddress } from './checks/local-address.ts';
import { mtu } from './checks/mtu.ts';
import { neighbour } from './checks/neighbour.ts';
import { nexthop } from './checks/nexthop.ts';
import { route } from './checks/route.ts';
import { setting } from './checks/setting.ts';
import { tunnelAddress } from './checks/tunnel-address.ts';
import { queue } from './checks/queue.ts';
import { underlay } from './checks/underlay.ts';
import { vlan } from './checks/vlan.ts';

export const CHECKS: readonly Check[] = [
  linkDown,
  localAddress,
  underlay,
  device,
  conflict,
  fdb,
  nexthop,
  tunnelAddress,
  neighbour,
  bridgePort,
  vlan,
  endpoint,
  route,
  setting,
  firewall,
  queue,
  mtu,
];
