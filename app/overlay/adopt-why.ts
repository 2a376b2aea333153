/** Why an overlay that is on the hosts is not taken in as it is: what a declaration cannot say, and what would be cut off by saying it. */
import { hostName, type HostId } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { pointsAt, type FoundDevice } from './adopt-group.ts';
import type { Drift } from './drift.ts';

interface Around {
  readonly tables: ReadonlyMap<HostId, Tables>;
  readonly devices: readonly FoundDevice[];
}

/** `undefined` where every end that it sends to is one of its own devices. */
export function whyNot(group: readonly FoundDevice[], around: Around): string | undefined {
  const multicast = group.find(({ link }) => link.vxlan.group !== undefined)?.link.vxlan.group;
  if (multicast !== undefined)
    return `Its members find each other by the multicast group ${multicast}, for which a declaration has no word.`;
  const locals = new Set(group.flatMap(({ local }) => local ?? []));
  const stray = group.flatMap((device) => device.far.filter((one) => !locals.has(one)).map((far) => ({ device, far })));
  return stray.map((one) => strayText(one, group, around)).sort((a, b) => a.rank - b.rank)[0]?.text;
}

/** The one that says most comes first: a device that differs, a host without one, an address that nobody here has. */
function strayText(
  { device, far }: { readonly device: FoundDevice; readonly far: string },
  group: readonly FoundDevice[],
  { tables, devices }: Around,
): { readonly rank: number; readonly text: string } {
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
  if (owner === device.host) return { rank: 2, text: `${sends} sends to ${far}, which is its own host.` };
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

/** Of devices that belong together though no declaration can say so: who does not send to whom. */
export function oneWay(group: readonly FoundDevice[]): readonly Drift[] {
  return group.flatMap((device) =>
    group
      .filter((other) => other.host !== device.host && other.local !== undefined && !device.far.includes(other.local))
      .filter(() => device.link.vxlan.group === undefined && device.link.vxlan.learning !== false)
      .map((other): Drift => missingFlood(device, other)),
  );
}

function missingFlood({ host, link }: FoundDevice, other: FoundDevice): Drift {
  const what = `flood entry → ${other.local} (${hostName(other.host)}) on ${link.name}`;
  return { key: `${host}|fdb|${link.name}|${other.local}`, host, kind: 'missing', table: 'fdb', what };
}
