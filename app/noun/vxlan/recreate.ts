/** A vxlan that is removed and made again with other options, and everything that stood on it. */
import type { Link } from '../link/row.ts';
import type { VxlanOptions } from './row.ts';
import { familyOf } from '../../base/ip.ts';
import type { Step, Wish } from '../step.ts';
import type { VxlanSpec } from './steps.ts';
import { vnisGone } from '../vni/again.ts';
import type { Problem } from '../../problem/problem.ts';
import { familyOfSpec } from './check.ts';
import { linkAt, note, wish, type EditFacts } from '../edit-item.ts';

type Vxlan = Link & { readonly vxlan: VxlanOptions };

/** In the order that joins an overlay. */
export function recreate(link: Vxlan, vxlan: VxlanSpec, facts: EditFacts): readonly Wish[] {
  const made = makeAgain(link, vxlan, facts);
  return [
    ...made.map((step) =>
      wish(step, 'The kernel does not change these options in place, so the device is made again.'),
    ),
    ...stoodOn(link, made, facts)
      .filter((step) => fits(step, vxlan))
      .map((step) => wish(step, 'As it was before.')),
  ];
}

/** That it is made again, and what does not come back as it was. */
export function recreationNotes(
  link: Vxlan,
  vxlan: VxlanSpec,
  options: readonly string[],
  facts: EditFacts,
): readonly Problem[] {
  const { name: dev, mtu } = link;
  const made = makeAgain(link, vxlan, facts);
  const back = stoodOn(link, made, facts);
  const entries = back.filter((step) => !fits(step, vxlan));
  const again = [...made, ...back].reduce(facts.planner.simulate, facts.tables);
  const vnis = vnisGone(facts.tables, again, { netns: link.netns, dev });
  const less = mtuOf(link, vxlan, facts);
  const changes = [
    ...(less === mtu ? [] : [`the MTU goes from ${mtu} to ${less}, which is what fits`]),
    ...(entries.length === 0
      ? []
      : [
          `${entries.length} FDB ${entries.length === 1 ? 'entry' : 'entries'} to VTEPs of the other IP version ${entries.length === 1 ? 'is' : 'are'} left out`,
        ]),
    ...(vnis.length === 0 ? [] : [`VNI ${vnis.join(', ')} ${vnis.length === 1 ? 'is' : 'are'} let in no more`]),
    ...facts.planner.untiedAgain(facts.tables, made.reduce(facts.planner.simulate, facts.tables)),
  ];
  return [
    note(facts, 'needs-recreation', 'vxlan', { dev, options: options.join(', ') }),
    ...(changes.length === 0
      ? []
      : [note(facts, 'recreated-otherwise', 'vxlan', { dev, changes: changes.join('; ') })]),
  ];
}

function makeAgain(link: Vxlan, vxlan: VxlanSpec, facts: EditFacts): readonly Step[] {
  const { netns, name, mac, queues } = link;
  const own = { netns, name, ...(mac && { mac }), ...(queues && { queues }), mtu: mtuOf(link, vxlan, facts) };
  return [
    { do: 'link-del', netns, name },
    { do: 'link-add-vxlan', ...own, vxlan },
  ];
}

/** What the new underlay leaves room for: the kernel lowers a larger one by itself (`vxlan_config_apply`, 6.18), and the plan would not be what is there. */
function mtuOf({ netns, mtu }: Vxlan, vxlan: VxlanSpec, facts: EditFacts): number {
  const lower = vxlan.dev === undefined ? undefined : linkAt(facts, netns, vxlan.dev);
  return lower === undefined ? mtu : Math.min(mtu, lower.mtu - (familyOfSpec(vxlan) === 'inet6' ? 70 : 50));
}

/** With the MTU that it will have, so that the old one is not set again. */
function stoodOn(link: Vxlan, made: readonly Step[], { tables, planner }: EditFacts): readonly Step[] {
  const [, add] = made;
  const mtu = add?.do === 'link-add-vxlan' ? (add.mtu ?? link.mtu) : link.mtu;
  const before = { ...tables, link: tables.link.map((row) => (row.key === link.key ? { ...row, mtu } : row)) };
  return planner.restore(before, made.reduce(planner.simulate, tables));
}

/** An entry leads to a VTEP of the tunnel's own IP version only. */
function fits(step: Step, vxlan: VxlanSpec): boolean {
  const family = familyOfSpec(vxlan);
  return !('owner' in step) || step.dst === undefined || family === undefined || familyOf(step.dst) === family;
}
