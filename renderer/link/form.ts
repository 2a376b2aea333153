import type { HostId } from '../../app/base/host.ts';
import type { LinkIntent, LinkMode, LinkSide } from '../../app/overlay/link-intent.ts';
import type { UnderlayWish } from '../../app/overlay/underlay-judge.ts';
import { isIp } from '../../app/base/field.ts';
import {
  FIELD_PATHS,
  OPTIONAL_FIELDS,
  SIDES,
  SIDE_FIELDS,
  sidePath,
  type FieldPath,
  type SideField,
  type SideIndex,
} from './field.ts';

type Pair<T> = readonly [T, T];

/**
 * The form as it is typed: every field is text, so that a half-typed number is kept as it stands.
 * `touched` holds what the user set; a new suggestion leaves those alone.
 */
export interface LinkForm {
  readonly hosts: Pair<HostId>;
  readonly mode: LinkMode;
  readonly text: Readonly<Record<FieldPath, string>>;
  readonly endpoints: Pair<boolean>;
  readonly touched: ReadonlySet<FieldPath | 'endpoints.0' | 'endpoints.1'>;
}

export function emptyForm(hosts: Pair<HostId>): LinkForm {
  const text = Object.fromEntries(FIELD_PATHS.map((path) => [path, ''])) as Record<FieldPath, string>;
  return { hosts, mode: 'bridged', text, endpoints: [true, true], touched: new Set() };
}

/** A form that shows exactly this intent, nothing touched. */
export function fromIntent(intent: LinkIntent): LinkForm {
  const form = emptyForm([intent.sides[0].host, intent.sides[1].host]);
  return mergeSuggestion({ ...form, mode: intent.mode }, intent);
}

/** Takes the suggestion for every field that the user has not set. */
export function mergeSuggestion(form: LinkForm, intent: LinkIntent): LinkForm {
  const suggested = intentText(intent);
  const text = { ...form.text };
  for (const path of FIELD_PATHS) if (!form.touched.has(path)) text[path] = suggested[path];
  const endpoint = (side: SideIndex): boolean =>
    form.touched.has(`endpoints.${side}`) ? form.endpoints[side] : intent.sides[side].endpoint !== null;
  return { ...form, text, endpoints: [endpoint(0), endpoint(1)] };
}

export function edit(form: LinkForm, path: FieldPath, value: string): LinkForm {
  return { ...form, text: { ...form.text, [path]: value }, touched: new Set([...form.touched, path]) };
}

export function setMode(form: LinkForm, mode: LinkMode): LinkForm {
  return { ...form, mode };
}

export function setEndpoint(form: LinkForm, side: SideIndex, on: boolean): LinkForm {
  const endpoints: Pair<boolean> = side === 0 ? [on, form.endpoints[1]] : [form.endpoints[0], on];
  return { ...form, endpoints, touched: new Set([...form.touched, `endpoints.${side}` as const]) };
}

/**
 * Another host for one side; choosing the other side's host swaps the two.
 * An underlay device and address belong to their host, so what the user set for the old one is dropped.
 */
export function setHost(form: LinkForm, side: SideIndex, host: HostId): LinkForm {
  if (form.hosts[side] === host) return form;
  const swapped = form.hosts[side === 0 ? 1 : 0] === host;
  const hosts: Pair<HostId> = swapped
    ? [form.hosts[1], form.hosts[0]]
    : side === 0
      ? [host, form.hosts[1]]
      : [form.hosts[0], host];
  const moved = swapped ? SIDES : [side];
  const touched = new Set(form.touched);
  for (const each of moved)
    for (const field of ['underlayDev', 'underlayAddress'] as const) touched.delete(sidePath(each, field));
  return { ...form, hosts, touched };
}

/** What the picture means, for `plan.preview`: not yet parsed, because what is typed may be anything. */
export function toIntent(form: LinkForm): unknown {
  const { name, vni, port, mtu } = form.text;
  const shared = { name: name.trim(), vni: whole(vni), port: whole(port), mtu: whole(mtu) };
  return { kind: 'link', mode: form.mode, ...shared, sides: SIDES.map((side) => toSide(form, side)) };
}

/** A number from 1 to `most`, or nothing while the text is not one: only then can a suggestion be made for it. */
export function asNumber(text: string, most: number): number | undefined {
  const value = whole(text);
  return typeof value === 'number' && value >= 1 && value <= most ? value : undefined;
}

/** Whether a field takes part in this form: addresses of the modes that route and switched-off endpoints do not. */
export function isUsed(form: LinkForm, side: SideIndex, field: SideField): boolean {
  if (field.startsWith('endpoint.') && !form.endpoints[side]) return false;
  return form.mode !== 'bridged' || (field !== 'vxlanAddress' && field !== 'endpoint.gateway');
}

/** What the underlay decides about; a number that is half typed is 0, about which nothing is said. */
export function toWish(form: LinkForm): UnderlayWish {
  const side = (index: SideIndex): UnderlayWish['sides'][0] => ({
    host: form.hosts[index],
    underlayDev: form.text[sidePath(index, 'underlayDev')].trim(),
    underlayAddress: form.text[sidePath(index, 'underlayAddress')].trim(),
  });
  const { port, mtu } = form.text;
  return { port: asNumber(port, 65_535) ?? 0, mtu: asNumber(mtu, 65_535) ?? 0, sides: [side(0), side(1)] };
}

/** What the hosts are asked about: addresses that the user set are given, the others are theirs to find. */
export function askedUnderlay(form: LinkForm): {
  readonly hosts: Pair<HostId>;
  readonly addresses: Pair<string | null>;
} {
  const given = (side: SideIndex): string | null => {
    const path = sidePath(side, 'underlayAddress');
    const text = form.text[path].trim();
    return form.touched.has(path) && isIp(text) ? text : null;
  };
  return { hosts: form.hosts, addresses: [given(0), given(1)] };
}

function toSide(form: LinkForm, side: SideIndex): unknown {
  const flat: Record<string, unknown> = { host: form.hosts[side], endpoint: form.endpoints[side] ? {} : null };
  for (const field of SIDE_FIELDS) {
    const value = form.text[sidePath(side, field)].trim();
    if (!isUsed(form, side, field) || (value === '' && OPTIONAL_FIELDS.includes(field))) continue;
    if (field.startsWith('endpoint.'))
      (flat['endpoint'] as Record<string, string>)[field.slice('endpoint.'.length)] = value;
    else flat[field] = value;
  }
  return flat;
}

function whole(text: string): number | string {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : text.trim();
}

function intentText(intent: LinkIntent): Record<FieldPath, string> {
  const text = {
    name: intent.name,
    vni: String(intent.vni),
    port: String(intent.port),
    mtu: String(intent.mtu),
  } as Record<FieldPath, string>;
  for (const side of SIDES)
    for (const field of SIDE_FIELDS) text[sidePath(side, field)] = sideText(intent.sides[side], field);
  return text;
}

function sideText(side: LinkSide, field: SideField): string {
  const holder: Readonly<Record<string, unknown>> = field.startsWith('endpoint.') ? (side.endpoint ?? {}) : { ...side };
  const value = holder[field.replace('endpoint.', '')];
  return typeof value === 'string' ? value : '';
}
