/** What is asked for and is there already, as it was asked for: pasted once more it is no error and no change. */
import { linkKey } from '../noun/link/row.ts';
import { sameValue } from '../base/same.ts';
import type { Tables } from '../noun/snapshot.ts';
import { holds, type Step } from '../noun/step.ts';
import { specOf } from '../noun/vxlan/steps.ts';
import type { EditItem } from '../noun/items.ts';

/** Only of what adds something; what sets or removes is judged by the planner. */
export function isThere(item: EditItem, tables: Tables): boolean {
  if (item.verb !== 'add') return false;
  const { noun: _noun, verb: _verb, ...fields } = item;
  switch (item.noun) {
    case 'netns':
      return tables.netns.some(({ name }) => name === item.name);
    case 'vxlan': {
      const there = linkAt(tables, item.netns, item.name)?.vxlan;
      return there !== undefined && sameValue(specOf(there), { ...specOf(there), ...item.vxlan });
    }
    case 'bridge':
      return linkAt(tables, item.netns, item.name)?.kind === 'bridge';
    case 'veth':
      return (
        linkAt(tables, item.netns, item.name)?.kind === 'veth' &&
        linkAt(tables, item.peer.netns, item.peer.name)?.kind === 'veth'
      );
    case 'address':
      return holds(tables, { do: 'address-add', ...fields } as Step);
    case 'route':
      return holds(tables, { do: 'route-add', ...fields } as Step);
    case 'fdb':
      return holds(tables, { do: 'fdb-add', ...fields } as Step);
    case 'neighbour':
      return holds(tables, neighbourStep(item));
    case 'vlan':
      return holds(tables, { do: 'vlan-add', ...fields } as Step);
    case 'rule':
      return item.priority !== undefined && holds(tables, { do: 'rule-add', ...fields } as Step);
    case 'vni':
      return holds(tables, { do: 'vni-add', ...fields } as Step);
    case 'port':
      return linkAt(tables, item.netns, item.name)?.master === item.master;
    case 'endpoint':
      return false;
  }
}

function neighbourStep(item: Extract<EditItem, { noun: 'neighbour'; verb: 'add' }>): Step {
  const { netns, dev, dst, mac = '', state = 'permanent', flags, proxy, managed } = item;
  if (proxy === true) return { do: 'neighbour-proxy-add', netns, dev, dst };
  if (managed === true) return { do: 'neighbour-manage', netns, dev, dst };
  return { do: 'neighbour-replace', netns, dev, dst, mac, state, ...(flags === undefined ? {} : { flags }) };
}

function linkAt({ link }: Tables, netns: string, name: string): Tables['link'][number] | undefined {
  const key = linkKey(netns, name);
  return link.find((row) => row.key === key);
}
