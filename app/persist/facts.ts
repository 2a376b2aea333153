/** Which program sets up the network of a host, judged by what one look at it says. */
import type { Query } from '../noun/query.ts';
import { LOOK, type PersistFacts } from '../noun/system/daemons.ts';
import type { PersistFormat } from './format.ts';

export function factsQuery(): Query {
  return { table: 'version', netns: '', part: 'persist-facts', argv: ['sh', '-c', LOOK, 'overlane-facts'] };
}

export interface Judged {
  readonly format: PersistFormat;
  /** One sentence. */
  readonly why: string;
}

/** The first with `Independent=` (systemd.netdev(5)). */
const OLDEST_NETWORKD = 247;

/** netplan first, since it writes what the others read; then who runs; ifupdown only where nobody else does. */
export function judgeFormat(facts: PersistFacts): Judged {
  const { networkd, networkManager, netplan, ifupdown, ifupdownKind, systemdVersion = OLDEST_NETWORKD } = facts;
  if (netplan && (networkd || networkManager))
    return {
      format: 'netplan',
      why: `The host has netplan files, for ${networkd ? 'systemd-networkd' : 'NetworkManager'}.`,
    };
  if (networkd && systemdVersion < OLDEST_NETWORKD)
    return {
      format: 'script',
      why: `systemd-networkd runs on the host, but makes no vxlan by itself before version ${OLDEST_NETWORKD}.`,
    };
  if (networkd) return { format: 'networkd', why: 'systemd-networkd runs on the host.' };
  if (networkManager) return { format: 'network-manager', why: 'NetworkManager runs on the host.' };
  if (ifupdown)
    return {
      format: 'ifupdown',
      why: `The host has /etc/network/interfaces${ifupdownKind === undefined ? '' : `, which ${ifupdownKind} reads`}, and neither systemd-networkd nor NetworkManager runs.`,
    };
  return { format: 'script', why: 'Nothing that sets up networks was found running on the host.' };
}
