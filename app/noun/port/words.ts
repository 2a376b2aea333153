/** What bridge(8) and ip-link(8) call the settings of a port. */
import type { PortSpec } from './steps.ts';

export const PORT_WORDS: Readonly<Record<keyof PortSpec, string>> = {
  ...{ state: 'state', cost: 'cost', priority: 'priority', hairpin: 'hairpin', guard: 'guard' },
  ...{ rootBlock: 'root_block', fastleave: 'fastleave', learning: 'learning', flood: 'flood' },
  ...{ proxyArp: 'proxy_arp', proxyArpWifi: 'proxy_arp_wifi', mcastRouter: 'mcast_router' },
  ...{ mcastToUnicast: 'mcast_to_unicast', mcastFlood: 'mcast_flood', bcastFlood: 'bcast_flood' },
  ...{ neighSuppress: 'neigh_suppress', neighVlanSuppress: 'neigh_vlan_suppress', groupFwdMask: 'group_fwd_mask' },
  ...{ vlanTunnel: 'vlan_tunnel', isolated: 'isolated', locked: 'locked', mab: 'mab', backupPort: 'backup_port' },
};
