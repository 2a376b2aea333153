/** Changing one property of a link, and what goes with it. */
import type { Link } from './row.ts';
import type { Tables } from '../snapshot.ts';
import type { VxlanOptions } from '../vxlan/row.ts';
import { bridgeHas, bridgeSpecOf, changedBridge, NEW_BRIDGE } from '../bridge/steps.ts';
import { changedPort, NEW_PORT, portHas, portSpecOf } from '../port/steps.ts';
import { withDefaultPvid, withFirstVlans } from '../vlan/first.ts';
import { dropRows, putRow, rowsOfBridge, withoutRows } from '../draft.ts';
import type { LinkSetStep, LinkStep } from './steps.ts';
import { dropDefaultEntry, mtuLeft, putDefaultEntry } from './add.ts';
import { optionsHold, optionsOfLink, withOptions, type LinkOptions } from './options.ts';
import { enterBridge, leaveBridge, NO_MAC } from './bridge-mac.ts';
import { isThrough, withoutBackup } from './rows.ts';
import { changeBack, changedOptions, hasOptions, isTakenBack } from '../vxlan/steps.ts';

/** The MTU of a bridge is left alone here: where nobody set it, it follows its ports (`br_mtu_auto_adjust`), and nothing prints whether. */
export function changeLink(tables: Tables, link: Link, step: LinkSetStep): Tables {
  const after = changed(tables, link, step);
  const left = putRow(sideEffects(withVlansOf(tables, link, step), link, step), 'link', after);
  return step.do === 'link-set-vxlan' && farEnd(link) !== farEnd(after)
    ? putDefaultEntry(dropDefaultEntry(left, link), after)
    : left;
}

function farEnd({ vxlan }: Link): string | undefined {
  return vxlan?.remote ?? vxlan?.group;
}

/** A port has the VLANs of its bridge's default, and none without a bridge. */
function withVlansOf(tables: Tables, link: Link, step: LinkSetStep): Tables {
  if (step.do === 'link-set-bridge' && step.set.vlanDefaultPvid !== undefined)
    return withDefaultPvid(tables, link, step.set.vlanDefaultPvid);
  if (step.do !== 'link-set-master') return tables;
  const bridge = tables.link.find((row) => row.netns === link.netns && row.name === step.master);
  return withFirstVlans(tables, link, bridge);
}

/** What the kernel throws away by itself (seen on 6.18): each is a trap for whoever changes it back. */
function sideEffects(tables: Tables, link: Link, step: LinkSetStep): Tables {
  const { netns, name: dev } = link;
  const onLink = (row: { readonly netns: string; readonly dev?: string }): boolean =>
    row.netns === netns && row.dev === dev;
  if (step.do === 'link-set-mac') {
    const moved = enterBridge(leaveBridge(tables, link), link, link.master, step.mac);
    const free = givingWay(moved, netns, link.kind === 'bridge' ? link.name : link.master, step.mac);
    // The bridge's own entry for a port's address follows it.
    const left = link.master === undefined ? free : dropRows(free, 'fdb', (row) => onLink(row) && row.mac === link.mac);
    return dropRows(left, 'neighbour', (row) => onLink(row) && !row.flags.includes('proxy'));
  }
  if (step.do === 'link-set-master') {
    const moved = enterBridge(leaveBridge(tables, link), link, step.master ?? undefined);
    const free = givingWay(moved, netns, step.master ?? undefined, link.mac);
    if (link.master === undefined) return free;
    return withoutBackup(
      dropRows(free, 'fdb', (row) => onLink(row) && row.master === link.master),
      link,
    );
  }
  if (step.do !== 'link-set-up' || step.up) return tables;
  let left = dropRows(tables, 'neighbour', onLink);
  left = dropRows(left, 'route', (row) => onLink(row) || isThrough(row, netns, dev));
  return dropRows(left, 'address', (row) => onLink(row) && row.family === 'inet6');
}

/** The bridge's own entry for an address of its own puts away what stood there, but for a permanent one (`fdb_add_local`, seen on 6.18). */
function givingWay(tables: Tables, netns: string, bridge: string | undefined, mac: string | undefined): Tables {
  if (bridge === undefined || mac === undefined) return tables;
  const gone = rowsOfBridge(tables.fdb, { netns, mac, master: bridge }).filter(({ state }) => state !== 'permanent');
  return withoutRows(tables, 'fdb', gone);
}

function changed(tables: Tables, link: Link, step: LinkSetStep): Link {
  switch (step.do) {
    case 'link-set-up':
      return { ...link, up: step.up };
    case 'link-set-mtu':
      return { ...link, mtu: step.mtu };
    case 'link-set-mac':
      return { ...link, mac: step.mac };
    case 'link-set-master':
      return { ...link, master: step.master ?? undefined, port: step.master === null ? undefined : NEW_PORT };
    case 'link-set-addrgenmode':
      return { ...link, addrgenmode: step.mode };
    case 'link-set-options':
      return withOptions(link, step.set);
    case 'link-altname-add':
      return { ...link, altnames: [...new Set([...link.altnames, step.altname])].sort() };
    case 'link-altname-del':
      return { ...link, altnames: link.altnames.filter((altname) => altname !== step.altname) };
    case 'link-set-vxlan':
      return link.vxlan === undefined ? link : changedVxlan(tables, link, changedOptions(link.vxlan, step.set));
    case 'link-set-bridge':
      return { ...link, bridge: changedBridge(link.bridge ?? NEW_BRIDGE, step.set) };
    case 'port-set':
      return { ...link, port: changedPort(link.port ?? NEW_PORT, step.set) };
  }
}

/** Another underlay device takes from the MTU what it has no room for, and never gives it back (`vxlan_config_apply`, seen on 6.18). */
function changedVxlan(tables: Tables, link: Link, vxlan: VxlanOptions): Link {
  if (vxlan.dev === link.vxlan?.dev) return { ...link, vxlan };
  return { ...link, vxlan, mtu: mtuLeft(tables, link.netns, vxlan, link.mtu) };
}

/** An MTU that a link has and could be given again: the underlay device of a vxlan may have become smaller since. */
export function mtuAgain(tables: Tables, { netns, vxlan, mtu }: Link): number {
  return vxlan === undefined ? mtu : mtuLeft(tables, netns, vxlan, mtu);
}

export function hasProperty(link: Link, step: LinkSetStep): boolean {
  switch (step.do) {
    case 'link-set-up':
      return link.up === step.up;
    case 'link-set-mtu':
      return link.mtu === step.mtu;
    case 'link-set-mac':
      return link.mac === step.mac;
    case 'link-set-master':
      return (link.master ?? null) === step.master;
    case 'link-set-addrgenmode':
      return link.addrgenmode === step.mode;
    case 'link-set-options':
      return optionsHold(link, step.set);
    case 'link-altname-add':
      return link.altnames.includes(step.altname);
    case 'link-altname-del':
      return !link.altnames.includes(step.altname);
    case 'link-set-vxlan':
      return hasOptions(link.vxlan, step.set);
    case 'link-set-bridge':
      return bridgeHas(link.bridge, step.set);
    case 'port-set':
      return portHas(link.port, step.set);
  }
}

export function propertyBefore(tables: Tables, link: Link, step: LinkSetStep): readonly LinkStep[] {
  const { netns, name } = step;
  switch (step.do) {
    case 'link-set-up':
      return [{ do: step.do, netns, name, up: link.up }];
    case 'link-set-mtu':
      return [{ do: step.do, netns, name, mtu: mtuAgain(tables, link) }];
    case 'link-set-mac':
      return link.mac === undefined || link.mac === NO_MAC ? [] : [{ do: step.do, netns, name, mac: link.mac }];
    case 'link-set-master':
      return [{ do: step.do, netns, name, master: link.master ?? null }];
    case 'link-set-addrgenmode':
      return [{ do: step.do, netns, name, mode: (link.addrgenmode ?? 'eui64') as 'eui64' }];
    case 'link-set-options':
      return [{ do: step.do, netns, name, set: optionsOfLink(link, Object.keys(step.set) as (keyof LinkOptions)[]) }];
    case 'link-altname-add':
      return [{ do: 'link-altname-del', netns, name, altname: step.altname }];
    case 'link-altname-del':
      return [{ do: 'link-altname-add', netns, name, altname: step.altname }];
    case 'link-set-vxlan':
      // What cannot be changed back in place is made again, with everything on it: `restore` does that.
      if (link.vxlan === undefined) return [];
      return isTakenBack(link.vxlan, step.set)
        ? [{ do: step.do, netns, name, set: changeBack(link.vxlan, step.set) }]
        : [{ do: 'link-del', netns, name }];
    case 'link-set-bridge':
      return link.bridge === undefined ? [] : [{ do: step.do, netns, name, set: bridgeSpecOf(link.bridge, step.set) }];
    case 'port-set':
      return link.port === undefined ? [] : [{ do: step.do, netns, name, set: portSpecOf(link.port, step.set) }];
  }
}
