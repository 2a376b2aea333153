/** VNIs that a vxlan with a filter takes. */
import * as v from 'valibot';
import { Ifname, IpAddress, NetnsRef, Vni } from '../../base/field.ts';
import {
  checked,
  linkAt,
  missingLink,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';
import { BadWord, text, type Fields } from '../words.ts';
import { hasRoom } from './again.ts';
import { vniText } from './row.ts';
import { vniChange, vniHolds, wrongVni, type VniStep } from './steps.ts';

const noun = v.literal('vni');
const place = { netns: NetnsRef, dev: Ifname, vni: Vni, vniEnd: v.optional(Vni) };
const way = { remote: v.optional(IpAddress), group: v.optional(IpAddress) };

/** `set` says where a VNI's flood goes; one without a remote has none (`bridge vni add` of a present one takes it away, 6.1). */
export const VniItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...place, ...way }),
  v.strictObject({ noun, verb: v.literal('set'), ...place, ...way }),
  v.strictObject({ noun, verb: v.literal('del'), ...place }),
]);
export type VniItem = v.InferOutput<typeof VniItem>;

export function editVni(item: VniItem, facts: EditFacts): EditOutcome {
  const { noun: _noun, verb, ...fields } = item;
  const { netns, dev } = fields;
  const step: VniStep = { do: verb === 'del' ? 'vni-del' : 'vni-add', ...fields };
  const link = linkAt(facts, netns, dev);
  if (link === undefined) return { problems: missingLink(facts, netns, dev), wishes: [] };
  if (link.vxlan?.vnifilter !== true)
    return { problems: [wrong(facts, 'dev', 'Device', `${dev} does not filter VNIs (vnifilter)`)], wishes: [] };
  const [field = 'vni', reason] = wrongVni(step) ?? [];
  const there = !vniHolds(facts.tables, { do: 'vni-del', netns, dev, vni: item.vni, vniEnd: item.vniEnd });
  const text = vniText({ vni: item.vni, vniEnd: item.vniEnd ?? item.vni });
  const problems = [
    ...(reason === undefined ? [] : [wrong(facts, field, 'VNI', reason)]),
    ...(verb !== 'del' && !hasRoom(item, link)
      ? [wrong(facts, 'group', 'Group', `needs a device that has an underlay device; ${dev} has none`)]
      : []),
    ...(verb === 'add' && there ? [wrong(facts, 'vni', 'VNI', `${dev} takes ${text} already, or a part of it`)] : []),
    ...(verb !== 'add' && !there ? [wrong(facts, 'vni', 'VNI', `${dev} does not take ${text}`)] : []),
  ];
  // Of a range, what is there: at the first that is missing the kernel stops and fails (`vxlan_vni_del`, 6.18).
  const steps = vniChange(step, facts.tables);
  return checked(problems, () => steps.map((one) => wish(one, whyOf(verb, one, text, dev))));
}

function whyOf(verb: VniItem['verb'], step: VniStep, text: string, dev: string): string {
  if (verb === 'del') return `Let ${text} in no more.`;
  return step.do === 'vni-del'
    ? 'Out first: the kernel would flood to the old far end too.'
    : `Let ${text} in on ${dev}.`;
}

/** `100`, or `200-210`. */
function range(next: () => string): Fields {
  const [, vni, vniEnd] = /^(\d{1,8})(?:-(\d{1,8}))?$/.exec(next()) ?? [];
  if (vni === undefined) throw new BadWord('a VNI is a number, or a range of two like 200-210');
  return { vni: Number(vni), ...(vniEnd === undefined ? {} : { vniEnd: Number(vniEnd) }) };
}

export const vniEditing: Editing<VniItem> = {
  noun: 'vni',
  titles: ['VNI', 'VNIs'],
  item: VniItem,
  edit: editVni,
  subject: ({ vni, vniEnd = vni, dev }) => `${vniText({ vni, vniEnd })} on ${dev}`,
  words: { first: 'dev', words: { dev: text('dev'), vni: range, remote: text('remote'), group: text('group') } },
};
