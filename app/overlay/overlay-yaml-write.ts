/** An overlay as a file that says everything, with a line of comment for each part. */
import { Document, isScalar, Pair, type Scalar, YAMLMap } from 'yaml';
import type { OverlaySpec } from './overlay.ts';

const TOP = ` An overlay of many hosts, for: overlane overlay plan|apply|status|join|leave|destroy FILE
 What is left out is completed from the hosts. Only name, mode and members must be there.`;

const COMMENTS: Readonly<Record<string, string>> = {
  mode: ' bridged: one network; routed: a network a host; flannel: a network a host, no learning, entries for every peer;\n found: as it was when it was adopted, row by row',
  vni: ' The tunnel: VXLAN network identifier, UDP port, largest packet (underlay minus 50 bytes, 70 over IPv6)',
  prefixes: ' The whole overlay, one network a family',
  learning: ' Options of the tunnel devices',
  members: ' The hosts, and what each has',
};

const ORDER = [
  'name',
  'mode',
  'vni',
  'port',
  'mtu',
  'prefixes',
  'learning',
  'gbp',
  'directRouting',
  'txChecksumOff',
  'members',
] as const;

/** With nothing left out, so that reading it again completes to the same overlay on any hosts. */
export function writeOverlayYaml(spec: OverlaySpec): string {
  const document = new Document(Object.fromEntries(ORDER.map((name) => [name, spec[name]])));
  document.commentBefore = TOP;
  const top = document.contents;
  if (top instanceof YAMLMap) for (const pair of top.items) comment(pair as Pair<Scalar, unknown>);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function comment({ key, value }: Pair<Scalar, unknown>): void {
  const text = COMMENTS[String(key.value)];
  if (text !== undefined) {
    key.spaceBefore = true;
    key.commentBefore = text;
  }
  if (String(key.value) === 'members') for (const member of (value as YAMLMap).items) shorten(member);
  else shorten(value);
}

/** Lists of plain values stand on one line. */
function shorten(node: unknown): void {
  if (!(node instanceof YAMLMap) && !isList(node)) return;
  if (isList(node) && node.items.every(isScalar)) node.flow = true;
  for (const item of node.items) shorten(item instanceof Pair ? item.value : item);
}

function isList(node: unknown): node is { items: unknown[]; flow?: boolean } {
  return typeof node === 'object' && node !== null && 'items' in node && !(node instanceof YAMLMap);
}
