import { LAYERS, type Layer } from '../../app/overlay/link-health.ts';
import type { LinkHealth } from '../../app/contract/plan-view.ts';
import type { OverlayMode } from '../../app/overlay/overlay.ts';

export type RungState = 'passed' | 'failed' | 'not-reached' | 'not-needed' | 'not-checked';

export interface Rung {
  readonly layer: Layer;
  readonly label: string;
  readonly state: RungState;
}

export const LAYER_LABELS: Readonly<Record<Layer, string>> = {
  underlay: 'Underlay',
  'udp-port': 'UDP port',
  vni: 'VNI',
  fdb: 'FDB',
  neighbour: 'Neighbour',
  route: 'Route',
  endpoint: 'Endpoint',
  mtu: 'MTU',
};

export const RUNG_WORDS: Readonly<Record<RungState, string>> = {
  passed: 'passed',
  failed: 'failed',
  'not-reached': 'not reached',
  'not-needed': 'not needed',
  'not-checked': 'not checked',
};

/** The layers from the wire up. What lies above a failure was not reached; without a ping its layers were not checked. */
export function ladder(health: LinkHealth, mode: OverlayMode): readonly Rung[] {
  const failing = health.failingLayer === undefined ? -1 : LAYERS.indexOf(health.failingLayer);
  return LAYERS.map((layer, index) => ({
    layer,
    label: LAYER_LABELS[layer],
    state: rungState(layer, index, failing, health, mode),
  }));
}

function rungState(layer: Layer, index: number, failing: number, health: LinkHealth, mode: OverlayMode): RungState {
  if (index === failing) return 'failed';
  if (layer === 'route' && mode === 'bridged') return 'not-needed';
  if (failing >= 0 && index > failing) return 'not-reached';
  if (failing < 0 && !health.healthy) return 'not-checked';
  if (!health.pinged && PINGED_LAYERS.has(layer)) return 'not-checked';
  return 'passed';
}

/** Only a packet can prove these; tables cannot. */
const PINGED_LAYERS: ReadonlySet<Layer> = new Set(['endpoint', 'mtu']);

/** What the picture looks like: a plan, something being made, made, alive, or broken at a layer. */
export type TunnelState = 'planned' | 'working' | 'made' | 'up' | 'broken';

export function tunnelState(health: LinkHealth | undefined): TunnelState {
  if (health === undefined) return 'made';
  if (health.healthy) return health.pinged ? 'up' : 'made';
  return 'broken';
}

/** `0.08 ms`, `12 ms`; three digits are all that one ping can say. */
export function rttText(ms: number): string {
  return `${ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}
