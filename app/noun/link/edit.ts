/** What can be set on a link of any kind, and removing one. */
import * as v from 'valibot';
import { LINK, text } from '../words.ts';
import type { Link } from './row.ts';
import { Ifname, Mac, Mtu, NetnsRef } from '../../base/field.ts';
import { canMake } from './again.ts';
import type { Wish } from '../step.ts';
import type { Problem } from '../../problem/problem.ts';
import {
  alongNote,
  checked,
  linkAt,
  missingLink,
  missingNetns,
  note,
  takenName,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';

/** Shared by every noun that is a link. `master: null` releases it; `moveTo` puts it into another namespace. */
export const linkProps = {
  mac: v.optional(Mac),
  mtu: v.optional(Mtu),
  up: v.optional(v.boolean()),
  master: v.optional(v.nullable(Ifname)),
};
export type LinkProps = { readonly [K in keyof typeof linkProps]?: v.InferOutput<(typeof linkProps)[K]> };

const noun = v.literal('link');
const place = { netns: NetnsRef, name: Ifname };
export const LinkItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('set'), ...place, ...linkProps, moveTo: v.optional(NetnsRef) }),
  v.strictObject({ noun, verb: v.literal('del'), ...place }),
]);
export type LinkItem = v.InferOutput<typeof LinkItem>;

export function editLink(item: LinkItem, facts: EditFacts): EditOutcome {
  const { netns, name } = item;
  const link = linkAt(facts, netns, name);
  if (link === undefined) return { problems: missingLink(facts, netns, name, 'name'), wishes: [] };
  return item.verb === 'del' ? removeLink(link, facts) : setLink(link, item, facts);
}

function setLink(link: Link, item: Extract<LinkItem, { verb: 'set' }>, facts: EditFacts): EditOutcome {
  const { netns, name, moveTo } = item;
  const moves = moveTo !== undefined && moveTo !== netns;
  const problems = moves ? wrongMove(link, moveTo, facts) : [];
  const notes = problems.length > 0 ? [] : alongOf(link, moves ? moveTo : netns, item, facts);
  return checked([...problems, ...wrongProps(item, facts, link), ...notes], () => [
    ...(moves
      ? [wish({ do: 'link-set-netns', netns, name, to: moveTo }, 'It arrives down and without addresses.')]
      : []),
    ...propWishes({ netns: moveTo ?? netns, name }, item),
  ]);
}

/** A link that moves or stops loses what stands on it. */
function alongOf({ netns, name, up }: Link, to: string, item: LinkProps, facts: EditFacts): readonly Problem[] {
  if (to !== netns) return alongNote(facts, 'moveTo', `Moving ${name}`, { do: 'link-set-netns', netns, name, to });
  if (item.up === false && up)
    return alongNote(facts, 'up', `Stopping ${name}`, { do: 'link-set-up', netns, name, up: false });
  return item.master === null
    ? alongNote(facts, 'master', `Releasing ${name}`, { do: 'link-set-master', netns, name, master: null })
    : [];
}

function wrongMove(link: Link, to: string, facts: EditFacts): readonly Problem[] {
  const fixed = ['loopback', 'bridge', 'vxlan'].includes(link.kind)
    ? [wrong(facts, 'moveTo', 'Namespace', `a ${link.kind} stays in the namespace it was made in`)]
    : [];
  return [...fixed, ...missingNetns(facts, to, 'moveTo'), ...takenName(facts, to, link.name, 'moveTo')];
}

export function wrongProps({ mtu, master, mac }: LinkProps, facts: EditFacts, link: Link): readonly Problem[] {
  const bridge = master === undefined || master === null ? undefined : linkAt(facts, link.netns, master);
  const notBridge =
    master !== undefined && master !== null && bridge?.kind !== 'bridge'
      ? [wrong(facts, 'master', 'Bridge', bridge === undefined ? `there is no ${master}` : `${master} is not a bridge`)]
      : [];
  const within =
    bridge !== undefined && (link.kind === 'bridge' || link.kind === 'loopback')
      ? [wrong(facts, 'master', 'Bridge', `a ${link.kind} cannot be a port`)]
      : [];
  const fixed =
    mac !== undefined && link.kind === 'loopback' ? [wrong(facts, 'mac', 'MAC', 'a loopback has none')] : [];
  return [...notBridge, ...within, ...fixed, ...tooLarge(mtu, facts, link)];
}

/** The kernel refuses a vxlan more than its underlay device leaves it. */
function tooLarge(mtu: number | undefined, facts: EditFacts, { vxlan, netns }: Link): readonly Problem[] {
  const lower = vxlan?.dev === undefined ? undefined : linkAt(facts, netns, vxlan.dev);
  if (mtu === undefined || lower === undefined) return [];
  const overhead = [vxlan?.local, vxlan?.remote, vxlan?.group].some((address) => address?.includes(':')) ? 70 : 50;
  return mtu <= lower.mtu - overhead
    ? []
    : [
        wrong(
          facts,
          'mtu',
          'MTU',
          `at most ${lower.mtu - overhead} fits: ${lower.name} carries ${lower.mtu} bytes and VXLAN adds ${overhead}`,
        ),
      ];
}

/** What differs is left to the planner: a property that holds already is no step. */
export function propWishes(at: { readonly netns: string; readonly name: string }, props: LinkProps): readonly Wish[] {
  const { netns, name } = at;
  const { mac, mtu, master, up } = props;
  const wishes: Wish[] = [];
  if (mac !== undefined) wishes.push(wish({ do: 'link-set-mac', netns, name, mac }, 'Its MAC address.'));
  if (mtu !== undefined) wishes.push(wish({ do: 'link-set-mtu', netns, name, mtu }, 'The largest packet it takes.'));
  if (master !== undefined)
    wishes.push(
      wish(
        { do: 'link-set-master', netns, name, master },
        master === null ? 'No longer a port.' : `A port of ${master}.`,
      ),
    );
  if (up !== undefined) wishes.push(wish({ do: 'link-set-up', netns, name, up }, up ? 'Start it.' : 'Stop it.'));
  return wishes;
}

/** Says what goes along, and whether it could be made again. */
export function removeLink(link: Link, facts: EditFacts): EditOutcome {
  const { netns, name, kind } = link;
  if (kind === 'loopback')
    return { problems: [wrong(facts, 'name', 'Link', 'every namespace keeps its loopback')], wishes: [] };
  if (!canMake(facts.tables, link))
    return {
      problems: [wrong(facts, 'name', 'Link', `${name} (${kind}) could not be made again, so it is not deleted here`)],
      wishes: [],
    };
  const after = facts.planner.simulate(facts.tables, { do: 'link-del', netns, name });
  const along = facts.planner.goesAlong(facts.tables, after, { removed: link });
  const notes = along === '' ? [] : [note(facts, 'goes-along', 'name', { act: `Removing ${name}`, along })];
  return checked(notes, () => [
    wish({ do: 'link-del', netns, name }, along === '' ? 'Remove it.' : `Remove it, and ${along} with it.`),
  ]);
}

export const linkEditing: Editing<LinkItem> = {
  noun: 'link',
  titles: ['link', 'links'],
  item: LinkItem,
  edit: editLink,
  subject: ({ name }) => name,
  words: { first: 'name', words: { ...LINK, netns: text('moveTo') } },
};
