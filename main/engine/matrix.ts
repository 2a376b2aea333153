/** Who of an overlay reaches whom, asked with packets from endpoint to endpoint. */
import type { OverlayMatrix } from '../../app/contract/overlay-view.ts';
import type { PingResult } from '../../app/overlay/link-health.ts';
import type { Clock } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { reachOf, type Reach } from '../../app/overlay/reach.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import type { OverlayMember, OverlaySpec } from '../../app/overlay/overlay.ts';
import type { ApplyContext } from './executor.ts';
import { eachOf } from './each-of.ts';
import { AT_ONCE, ping, pingWhole } from './health.ts';

type Context = Pick<ApplyContext, 'collector' | 'record'> & { readonly clock: Clock };

/**
 * Milliseconds to wait for addresses that the kernel still checks for duplicates (IPv6, RFC 4862 §5.4: one second by default, and
 * up to one more before it begins). Shorter: an overlay just built looks broken; longer: one whose check never ends is waited for.
 */
const TENTATIVE_MS = 4000;
/** Between two looks. Shorter only costs readings; longer: the answer comes that much later. */
const LOOK_AGAIN_MS = 250;

export async function measureMatrix(spec: OverlaySpec, context: Context): Promise<OverlayMatrix> {
  await Promise.all(spec.members.map((member) => addressesReady(member, context)));
  const measuredAt = context.clock.now();
  const hosts = spec.members.map(({ host }) => host);
  const { pairs, unknown } = reachOf(spec);
  const askable = pairs.filter(({ from }) => isOnline(from, context));
  const away = pairs
    .filter(({ from }) => !isOnline(from, context))
    .map(({ from, to }) => ({ from, to, why: `${hostName(from)} is not connected.` }));
  const pings = await eachOf(askable, AT_ONCE, (pair) => measure(pair, spec.mtu, context));
  return { name: spec.name, measuredAt, hosts, pings, unknown: [...unknown, ...away] };
}

/** Nothing answers for an address that is still tentative. What is known of a host is enough to see that none is. */
async function addressesReady(member: OverlayMember, { collector, clock }: Context): Promise<void> {
  const host = collector(member.host);
  const until = clock.now() + TENTATIVE_MS;
  let tables = host?.snapshot()?.tables;
  while (tables !== undefined && hasTentative(member, tables) && clock.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    const read = await host?.refresh(['address']);
    tables = read?.ok === true ? read.value.tables : undefined;
  }
}

function hasTentative({ bridge, tunnels, endpoint }: OverlayMember, { address }: Tables): boolean {
  const devices = new Set([bridge, endpoint?.dev, ...tunnels.map(({ name }) => name)]);
  return address.some(({ dev, flags }) => devices.has(dev) && flags.includes('tentative'));
}

function isOnline(host: HostId, { collector }: Context): boolean {
  return collector(host)?.host().status === 'online';
}

/**
 * One packet as large as the MTU says it all, where it is answered. Else a small one tells a path that carries less from a silent one;
 * the large one is then asked again, because the first may have been lost while both ends resolved each other.
 */
async function measure({ from, to, netns, target }: Reach, mtu: number, context: Context): Promise<PingResult> {
  const place = { host: from };
  const whole = await pingWhole(place, netns, target, mtu, context);
  if (whole.received > 0) return { from, to, target, rttMs: whole.rttMs ?? 0, largestPacket: mtu };
  const { received, rttMs } = await ping(place, { kind: 'ping', netns, target, count: 1, waitS: 1 }, context);
  if (received === 0) return { from, to, target };
  const again = await pingWhole(place, netns, target, mtu, context);
  return { from, to, target, rttMs: rttMs ?? 0, ...(again.received > 0 && { largestPacket: mtu }) };
}
