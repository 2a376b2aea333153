/** What is to be on a host by the overlays that were declared. */
import type { HostId } from '../../../app/base/host.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import type { Step } from '../../../app/noun/step.ts';
import { wantedOf } from '../../../app/overlay/wanted.ts';
import type { Stated } from '../stated.ts';

export function declaredOn(stated: Stated): (host: HostId, tables: Tables) => readonly Step[] {
  return (host, tables) => {
    const all = stated
      .entries()
      .map(({ spec }) => (spec === null ? [] : wantedOf(spec, host, tables).map(({ step }) => step)));
    return all.filter((steps) => isThere(steps, tables)).flat();
  };
}

/** A declaration of which the host has another tunnel, or none, says nothing of what stands there under the same names. */
function isThere(steps: readonly Step[], { link }: Tables): boolean {
  const tunnels = steps.flatMap((step) => (step.do === 'link-add-vxlan' ? [step] : []));
  return (
    tunnels.length > 0 &&
    tunnels.every(({ netns, name, vxlan }) =>
      link.some(
        (row) =>
          row.netns === netns &&
          row.name === name &&
          row.vxlan?.vni === vxlan.vni &&
          row.vxlan?.dstport === vxlan.dstport,
      ),
    )
  );
}
