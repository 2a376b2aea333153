/** The entries of a member that are missing or not as stated: addresses, neighbours, FDB entries, routes, settings. */
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import { forwardKey } from '../noun/forward/row.ts';
import type { HostId } from '../base/host.ts';
import { neighbourKey } from '../noun/neighbour/row.ts';
import { sysctlKey } from '../noun/sysctl/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { addressStepOf, type AddressStep } from '../noun/address/steps.ts';
import { rowsOfMac } from '../noun/draft.ts';
import { fdbStepOf, type FdbEntryStep } from '../noun/fdb/steps.ts';
import { canonicalIp, printedPrefix, splitCidr } from '../base/ip.ts';
import type { NeighbourStep } from '../noun/neighbour/steps.ts';
import { isRival, type RouteStep } from '../noun/route/steps.ts';
import { holds, type Step } from '../noun/step.ts';
import { finding, type Finding } from './drift-finding.ts';

type Place = { readonly host: HostId; readonly tables: Tables };

/** `undefined` when it is there as stated, or is no entry. */
export function entryFinding(place: Place, step: Step): Finding | undefined {
  switch (step.do) {
    case 'address-add':
      return addressFinding(place, step);
    case 'neighbour-replace':
      return neighbourFinding(place, step);
    case 'fdb-append':
    case 'fdb-replace':
      return fdbFinding(place, step);
    case 'route-replace':
      return routeFinding(place, step);
    case 'sysctl-set': {
      if (holds(place.tables, step)) return undefined;
      const row = place.tables.sysctl.find(({ key }) => key === sysctlKey(step.netns, step.name));
      const both = { table: 'sysctl', id: step.name, what: step.name } as const;
      if (row === undefined) return finding(place.host, { kind: 'missing', ...both });
      return finding(place.host, { kind: 'different', ...both, row: row.key, wanted: step.value, present: row.value });
    }
    case 'offload-set': {
      if (holds(place.tables, step)) return undefined;
      const what = `${step.feature} of ${step.dev}`;
      return finding(place.host, {
        kind: 'different',
        table: 'offload',
        id: step.dev,
        what,
        wanted: 'off',
        present: 'on',
      });
    }
    case 'file-write':
      return fileFinding(place, step);
    case 'forward-accept-add': {
      if (holds(place.tables, step)) return undefined;
      const id = `${forwardKey(step.netns, step.family)}|${step.in}|${step.out}`;
      const what = `accept rule from ${step.in} to ${step.out}`;
      return finding(place.host, { kind: 'missing', table: 'forward', id, what });
    }
    case 'address-del':
    case 'fdb-add':
    case 'fdb-del':
    case 'file-remove':
    case 'forward-accept-del':
    case 'link-add-bridge':
    case 'link-add-veth':
    case 'link-add-vxlan':
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
    case 'neighbour-add':
    case 'neighbour-del':
    case 'neighbour-manage':
    case 'neighbour-proxy-add':
    case 'neighbour-proxy-del':
    case 'netns-add':
    case 'netns-del':
    case 'port-set':
    case 'route-add':
    case 'route-del':
    case 'rule-add':
    case 'rule-del':
    case 'vlan-add':
    case 'vlan-del':
    case 'vni-add':
    case 'vni-del':
      return undefined;
  }
}

function addressFinding({ host, tables }: Place, step: AddressStep): Finding | undefined {
  if (holds(tables, step)) return undefined;
  const { netns, dev, address } = step;
  const { ip } = splitCidr(address);
  const both = { table: 'address', id: `${netns}|${dev}|${ip}`, what: `address ${address} on ${dev}` } as const;
  const row = tables.address.find((one) => one.netns === netns && one.dev === dev && one.local === ip);
  if (row === undefined) return finding(host, { kind: 'missing', ...both });
  const present = `${row.local}/${row.prefixlen}${row.peer === undefined ? '' : ` to ${row.peer}`}`;
  const first: Step = { ...addressStepOf(row), do: 'address-del' };
  return finding(host, { kind: 'different', ...both, row: row.key, wanted: address, present, first: [first] });
}

function fileFinding({ host, tables }: Place, step: Extract<Step, { do: 'file-write' }>): Finding | undefined {
  if (holds(tables, step)) return undefined;
  const row = tables.file.find(({ path }) => path === step.path);
  const both = { table: 'file', id: step.path, what: `file ${step.path}` } as const;
  if (row === undefined) return finding(host, { kind: 'missing', ...both });
  return finding(host, {
    kind: 'different',
    ...both,
    row: row.key,
    wanted: 'as the overlay needs it',
    present: 'older',
  });
}

/** An entry that the kernel is resolving, or has learned, is none of ours: ours is missing beside it. */
function neighbourFinding({ host, tables }: Place, step: NeighbourStep): Finding | undefined {
  if (step.do !== 'neighbour-replace' || holds(tables, step)) return undefined;
  const { netns, dev, mac } = step;
  const dst = canonicalIp(step.dst);
  const key = neighbourKey(netns, dev, dst, false);
  const row = tables.neighbour.find((one) => one.key === key);
  const both = { table: 'neighbour', id: key, what: `neighbour ${dst} → ${mac} on ${dev}` } as const;
  if (row === undefined || (row.state !== 'PERMANENT' && row.state !== 'NOARP'))
    return finding(host, { kind: 'missing', ...both });
  const present = [row.mac ?? 'no address', row.state.toLowerCase(), ...row.flags].join(' ');
  return finding(host, { kind: 'different', ...both, row: key, wanted: `${mac} permanent`, present });
}

function fdbFinding({ host, tables }: Place, step: FdbEntryStep): Finding | undefined {
  const { netns, dev, mac } = step;
  const dst = canonicalIp(step.dst ?? '');
  const rows = rowsOfMac(tables.fdb, step).filter(
    ({ master, vlan, srcVni }) => (master ?? vlan ?? srcVni) === undefined,
  );
  const exact = rows.find((row) => row.dst === dst && row.port === undefined && row.vni === undefined);
  if (exact !== undefined && exact.state !== '') return undefined;
  const flood = mac === FLOOD_MAC;
  const what = `${flood ? 'flood entry' : `FDB entry ${mac}`} → ${dst} on ${dev}`;
  const both = { table: 'fdb', id: `${netns}|${dev}|${mac}${flood ? `|${dst}` : ''}`, what } as const;
  const other = flood ? undefined : rows.find(({ state }) => state !== '');
  // A learned one to the same place counts as there for whoever adds it again.
  const first: Step[] = exact === undefined ? [] : [{ ...fdbStepOf(exact), do: 'fdb-del' }];
  if (other === undefined) return finding(host, { kind: 'missing', ...both, first });
  const present = `${other.dst ?? 'nowhere'}${other.port === undefined ? '' : ` port ${other.port}`}${other.vni === undefined ? '' : ` VNI ${other.vni}`}`;
  return finding(host, { kind: 'different', ...both, row: other.key, wanted: dst, present, first });
}

function routeFinding({ host, tables }: Place, step: RouteStep): Finding | undefined {
  if (holds(tables, step)) return undefined;
  const { netns, family, dev = '', via } = step;
  const dst = printedPrefix(step.dst);
  const inside = netns === '' ? '' : ` in ${netns}`;
  const wanted = wayText(via === undefined ? undefined : canonicalIp(via), dev);
  const both = { table: 'route', id: `${netns}|${family}|${dst}`, what: `route ${dst} ${wanted}${inside}` } as const;
  const row = tables.route.find((one) => isRival(one, step));
  if (row === undefined) return finding(host, { kind: 'missing', ...both });
  const present = row.nexthops.length > 0 ? `${row.nexthops.length} next hops` : wayText(row.gateway, row.dev);
  return finding(host, { kind: 'different', ...both, row: row.key, wanted, present });
}

export function wayText(gateway: string | undefined, dev: string | undefined): string {
  return [...(gateway === undefined ? [] : [`via ${gateway}`]), ...(dev === undefined ? [] : [`dev ${dev}`])].join(' ');
}
