import type { JsonObject } from './json.ts';

/** What a bridge device says of itself; `options` keeps the other three dozen settings as printed. */
export interface BridgeOptions {
  readonly stp: boolean;
  readonly vlanFiltering: boolean;
  /** Seconds; `ip` prints hundredths. */
  readonly ageing?: number;
  readonly options: JsonObject;
}

/** What a bridge says of one of its ports (bridge(8), `bridge link`). */
export interface BridgePort {
  readonly state: string;
  readonly cost?: number;
  readonly priority?: number;
  readonly hairpin?: boolean;
  readonly learning?: boolean;
  readonly flood?: boolean;
  readonly neighSuppress?: boolean;
  readonly isolated?: boolean;
}
