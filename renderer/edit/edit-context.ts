import type { Host } from '../../app/contract/host.ts';
import type { HostTables } from '../feed-rows.ts';
import type { Facts } from '../facts.ts';

/** What a noun's forms are made from. */
export interface EditContext {
  readonly host: Host;
  readonly tables: HostTables;
  readonly facts: Facts;
}
