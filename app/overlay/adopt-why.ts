/** Why an overlay that is on the hosts is not taken in, or only row by row: what no rule says of it, and what would be cut off by one. */
import { hostName, type HostId } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { pointsAt, type FoundDevice } from './adopt-group.ts';
import type { Drift } from './drift.ts';

interface Around {
  readonly tables: ReadonlyMap<HostId, Tables>;
  readonly devices: readonly FoundDevice[];
}

/** An end that is none of its own devices. */
export interface Stray {
  /** 0: it contradicts itself, so there is no keeping it as it is; 1: a host here has no such device; 2: nobody here has the address. */
  readonly rank: 0 | 1 | 2;
  readonly text: string;
}

/** `undefined` where every end that it sends to is one of its own devices. */
export function strayOf(group: readonly FoundDevice[], around: Around): Stray | undefined {
  const locals = new Set(group.flatMap(({ local }) => local ?? []));
  const stray = group.flatMap((device) => device.far.filter((one) => !locals.has(one)).map((far) => ({ device, far })));
  return stray.map((one) => strayText(one, group, around)).sort((a, b) => a.rank - b.rank)[0];
}

/** The one that says most comes first: a device that differs, a host without one, an address that nobody here has. */
function strayText(
  { device, far }: { readonly device: FoundDevice; readonly far: string },
  group: readonly FoundDevice[],
  { tables, devices }: Around,
): Stray {
  const owner = [...tables].find(([, today]) =>
    today.address.some((row) => row.netns === HOST_NETNS && row.local === far),
  )?.[0];
  const { name, vxlan } = device.link;
  const sends = `${hostName(device.host)}'s ${name}`;
  if (owner === undefined)
    return {
      rank: 2,
      text: `${sends} sends to ${far}, which is on no host that is connected: add that host first, or remove the entry.`,
    };
  if (owner === device.host) return { rank: 0, text: `${sends} sends to ${far}, which is its own host.` };
  const other = devices.find(
    (one) => one.host === owner && !group.includes(one) && one.family === device.family && pointsAt(one, device),
  );
  if (other !== undefined) return { rank: 0, text: differText(device, other) };
  const text = `${far} is ${hostName(owner)}'s, and ${hostName(owner)} has no device with VNI ${vxlan.vni} on port ${vxlan.dstport} that leaves from there: make that again, or remove what leads to it.`;
  return { rank: 1, text };
}

function differText(a: FoundDevice, b: FoundDevice): string {
  const [one, other] = [a.link.vxlan, b.link.vxlan];
  const [here, there] = [hostName(a.host), hostName(b.host)];
  const how = [
    ...(one.vni === other.vni ? [] : [`VNI: ${one.vni} on ${here}, ${other.vni} on ${there}`]),
    ...(one.dstport === other.dstport
      ? []
      : [
          `UDP port: ${here}'s ${a.link.name} sends to ${there} port ${one.dstport}, ${there}'s ${b.link.name} (VNI ${other.vni}) listens on ${other.dstport}`,
        ]),
  ];
  const differs = how.length === 0 ? 'where they leave from' : how.join(', and in ');
  return `${here}'s ${a.link.name} and ${there}'s ${b.link.name} point at each other but differ in ${differs}.`;
}

/** What no rule says of it, so that it is kept row by row. */
export function oddityOf(group: readonly FoundDevice[]): string | undefined {
  const { group: multicast } = group.find(({ link }) => link.vxlan.group !== undefined)?.link.vxlan ?? {};
  if (multicast !== undefined) return `Its members find each other by the multicast group ${multicast}.`;
  const inside = group.find(({ link }) => link.netns !== HOST_NETNS);
  if (inside !== undefined)
    return `${inside.link.name} of ${hostName(inside.host)} is inside the namespace ${inside.link.netns}.`;
  if (group.some(({ link }) => link.vxlan.external === true)) return 'It takes its VNI packet by packet (external).';
  return undefined;
}

/** Of devices that belong together though no rule says how: who does not send to whom. */
export function oneWay(group: readonly FoundDevice[]): readonly Drift[] {
  return group.flatMap((device) =>
    group
      .filter((other) => other.host !== device.host && other.local !== undefined && !device.far.includes(other.local))
      .filter(() => device.link.vxlan.group === undefined && device.link.vxlan.learning !== false)
      .filter(() => device.link.vxlan.external !== true)
      .map((other): Drift => missingFlood(device, other)),
  );
}

function missingFlood({ host, link }: FoundDevice, other: FoundDevice): Drift {
  const what = `flood entry → ${other.local} (${hostName(other.host)}) on ${link.name}`;
  return { key: `${host}|fdb|${link.name}|${other.local}`, host, kind: 'missing', table: 'fdb', what };
}
