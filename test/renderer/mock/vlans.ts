import { EMPTY_TABLES, type Tables } from '../../../app/noun/snapshot.ts';
import { withFirstVlans } from '../../../app/noun/vlan/first.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { newLink } from '../../../app/noun/link/rows.ts';

/** The same host on a kernel that filters VLANs: its bridge does, a second one does not. */
export function withVlans(tables: Tables): Tables {
  const can = tables.link.map((link) =>
    link.bridge === undefined
      ? link
      : {
          ...link,
          bridge: { ...link.bridge, vlanFiltering: true, options: { ...link.bridge.options, vlan_default_pvid: 1 } },
        },
  );
  const bridge = can.find(({ kind }) => kind === 'bridge');
  if (bridge === undefined) return tables;
  const ports = can.filter(({ master }) => master === bridge.name);
  const given = [bridge, ...ports].reduce<Tables>((left, link) => withFirstVlans(left, link, bridge), {
    ...tables,
    link: can,
  });
  const [near = '', far = ''] = ports.map(({ name }) => name);
  const at = { netns: '' } as const;
  const steps: readonly Step[] = [
    { do: 'vlan-add', ...at, dev: bridge.name, vid: 10, self: true },
    { do: 'vlan-add', ...at, dev: near, vid: 20, vidEnd: 25 },
    { do: 'vlan-add', ...at, dev: near, vid: 40 },
    { do: 'vlan-add', ...at, dev: far, vid: 10, pvid: true, untagged: true },
    { do: 'vlan-del', ...at, dev: far, vid: 1 },
    { do: 'link-add-bridge', ...at, name: 'br-idle' },
    { do: 'link-add-veth', ...at, name: 'lan0', peer: { name: 'lan1' } },
    { do: 'link-set-master', ...at, name: 'lan0', master: 'br-idle' },
    { do: 'vlan-add', ...at, dev: 'lan0', vid: 7 },
  ];
  const after = steps.reduce<Tables>(simulate, given);
  return {
    ...EMPTY_TABLES,
    ...after,
    link: after.link.map((link, at) => (link.ifindex > 0 ? link : { ...newLink(link), ...link, ifindex: 50 + at })),
  };
}
