import type { JsonObject } from '../../base/json.ts';

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
  readonly guard?: boolean;
  readonly rootBlock?: boolean;
  readonly fastleave?: boolean;
  readonly learning?: boolean;
  readonly flood?: boolean;
  readonly proxyArp?: boolean;
  readonly proxyArpWifi?: boolean;
  readonly mcastRouter?: number;
  readonly mcastToUnicast?: boolean;
  readonly mcastFlood?: boolean;
  readonly bcastFlood?: boolean;
  readonly neighSuppress?: boolean;
  readonly neighVlanSuppress?: boolean;
  readonly groupFwdMask?: number;
  readonly vlanTunnel?: boolean;
  readonly isolated?: boolean;
  readonly locked?: boolean;
  readonly mab?: boolean;
  readonly backupPort?: string;
}
