import * as v from 'valibot';
import { NEIGHBOUR } from '../words.ts';
import { neighbourKey } from './row.ts';
import { canonicalIp } from '../../base/ip.ts';
import { neighbourFields } from './steps.ts';
import { missingSince } from '../vxlan/available.ts';
import { checked, missingLink, wish, wrong, type Editing, type EditFacts, type EditOutcome } from '../edit-item.ts';
import { unavailable } from '../unavailable.ts';

const noun = v.literal('neighbour');
const { netns, dev, dst, mac, state, flags } = neighbourFields;
const proxy = v.optional(v.boolean());

/** `proxy` entries have no MAC: this host answers for the address. `managed` entries are resolved and kept so by the kernel. */
export const NeighbourItem = v.variant('verb', [
  v.strictObject({
    noun,
    verb: v.literal('add'),
    netns,
    dev,
    dst,
    mac: v.optional(mac),
    state: v.optional(state),
    flags,
    proxy,
    managed: proxy,
  }),
  v.strictObject({ noun, verb: v.literal('set'), netns, dev, dst, mac, state, flags }),
  v.strictObject({ noun, verb: v.literal('del'), netns, dev, dst, proxy }),
]);
export type NeighbourItem = v.InferOutput<typeof NeighbourItem>;

export function editNeighbour(item: NeighbourItem, facts: EditFacts): EditOutcome {
  const { netns, dev, dst } = item;
  const isProxy = item.verb !== 'set' && item.proxy === true;
  const key = neighbourKey(netns, dev, canonicalIp(dst), isProxy);
  const row = facts.tables.neighbour.find((one) => one.key === key);
  const place = { netns, dev, dst };
  const missing = missingLink(facts, netns, dev);
  if (item.verb === 'del') {
    const gone =
      row === undefined
        ? [wrong(facts, 'dst', 'Address', `${dev} has no ${isProxy ? 'proxy ' : ''}entry for ${dst}`)]
        : [];
    const step = isProxy
      ? ({ do: 'neighbour-proxy-del', ...place } as const)
      : ({ do: 'neighbour-del', ...place } as const);
    return checked([...missing, ...gone], () => [
      wish(step, isProxy ? `Stop answering for ${dst}.` : `Forget ${dst}.`),
    ]);
  }
  const taken =
    item.verb === 'add' && row !== undefined && (isProxy || /PERMANENT|NOARP/.test(row.state))
      ? [wrong(facts, 'dst', 'Address', `${dev} already has an entry for ${dst}`)]
      : [];
  const problems = [...missing, ...taken, ...wrongFields(item, facts)];
  return checked(problems, () => put(item));
}

function put(item: Exclude<NeighbourItem, { verb: 'del' }>) {
  const { netns, dev, dst, mac, state = 'permanent', flags } = item;
  const place = { netns, dev, dst };
  if (item.verb === 'add' && item.proxy === true)
    return [wish({ do: 'neighbour-proxy-add', ...place }, `Answer for ${dst} on ${dev}.`)];
  if (item.verb === 'add' && item.managed === true)
    return [wish({ do: 'neighbour-manage', ...place }, `Keep ${dst} resolved.`)];
  const set = { ...place, mac: mac ?? '', state, ...(flags === undefined || flags.length === 0 ? {} : { flags }) };
  // What the kernel learned by itself gives way; `add` would be refused.
  return [wish({ do: 'neighbour-replace', ...set }, `${dst} has the MAC ${set.mac}.`)];
}

function wrongFields(item: Exclude<NeighbourItem, { verb: 'del' }>, facts: EditFacts) {
  if (item.verb === 'set') return [];
  const { proxy, managed, mac } = item;
  if (managed === true) {
    const since = missingSince(facts.iproute, 'managed');
    if (since !== undefined) return [unavailable(facts, 'managed', 'managed', since)];
  }
  if (proxy === true || managed === true)
    return mac === undefined ? [] : [wrong(facts, 'mac', 'MAC', 'such an entry has none')];
  return mac === undefined ? [wrong(facts, 'mac', 'MAC', 'is required')] : [];
}

export const neighbourEditing: Editing<NeighbourItem> = {
  noun: 'neighbour',
  titles: ['neighbour', 'neighbours'],
  item: NeighbourItem,
  edit: editNeighbour,
  subject: ({ dst, dev }) => `${dst} on ${dev}`,
  words: { first: 'dst', words: NEIGHBOUR, defaults: { set: { state: 'permanent' } } },
};
