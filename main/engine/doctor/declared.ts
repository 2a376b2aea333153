/** What is to be on a host by the overlays that were declared. */
import type { HostId } from '../../../app/base/host.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { wantedOf } from '../../../app/overlay/wanted.ts';
import type { Step } from '../../../app/noun/step.ts';
import type { Stated } from '../stated.ts';

export function declaredOn(stated: Stated): (host: HostId, tables: Tables) => readonly Step[] {
  return (host, tables) =>
    stated.entries().flatMap(({ spec }) => (spec === null ? [] : wantedOf(spec, host, tables).map(({ step }) => step)));
}
