import type { HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';
import type { LinkMode } from '../../app/overlay/link-intent.ts';
import type { Layer } from '../../app/overlay/link-health.ts';
import type { LinkHealth } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import {
  DETAIL_FIELDS,
  SIDES,
  sidePath,
  type FieldPath,
  type LabelPath,
  type SideField,
  type SideIndex,
  type Term,
} from './field.ts';
import { isUsed, type LinkForm } from './form.ts';
import type { TunnelState } from './ladder.ts';
import type { UnderlayWords } from './underlay-words.ts';

/** Everything the picture draws, whether it is a form or the portrait of a made overlay. */
export interface PictureView {
  readonly form: LinkForm;
  readonly editable: boolean;
  readonly hosts: readonly Host[];
  readonly problems: ReadonlyMap<LabelPath, readonly Problem[]>;
  readonly state: TunnelState;
  readonly health?: LinkHealth | undefined;
  /** How the check of the underlay goes; absent where there was none. */
  readonly underlay?: UnderlayWords | undefined;
  /** Underlay addresses of each side, those that answer first. */
  readonly candidates?: readonly [readonly string[], readonly string[]] | undefined;
  /** Whether MACs and device names of the endpoints are shown. */
  readonly details: boolean;
  readonly onedit: (path: FieldPath, value: string) => void;
  readonly onhost: (side: SideIndex, host: HostId) => void;
  readonly onmode: (mode: LinkMode) => void;
  readonly onendpoint: (side: SideIndex, on: boolean) => void;
  readonly onterm: (term: Term | undefined) => void;
  /** What pressing a value opens; absent in the form. */
  readonly opener?: (path: FieldPath) => (() => void) | undefined;
}

/** The fields of one part of a card that this form uses and shows; in the portrait, empty ones are left out. */
export function shownFields(view: PictureView, side: SideIndex, fields: readonly SideField[]): readonly SideField[] {
  return fields.filter((field) => {
    if (!isUsed(view.form, side, field)) return false;
    if (!view.editable && view.form.text[sidePath(side, field)] === '') return false;
    return !DETAIL_FIELDS.includes(field) || view.details || hasProblem(view, field);
  });
}

/** Both cards show a hidden field as soon as it is wrong in one of them, so that they stay level. */
function hasProblem(view: PictureView, field: SideField): boolean {
  return SIDES.some((side) => view.problems.has(sidePath(side, field)));
}

/** Which part of the picture a layer stands for. */
export type PicturePart = 'underlay' | 'port' | 'vni' | 'mtu' | 'tunnel' | 'bridge' | 'endpoint';

const PARTS: Readonly<Record<Layer, PicturePart>> = {
  underlay: 'underlay',
  'udp-port': 'port',
  vni: 'vni',
  fdb: 'tunnel',
  neighbour: 'tunnel',
  route: 'bridge',
  endpoint: 'endpoint',
  mtu: 'mtu',
};

/** True where the failing layer sits; for one side only when the problem names its host, or no host at all. */
export function isBroken(view: PictureView, part: PicturePart, side?: SideIndex): boolean {
  const layer = view.health?.failingLayer;
  if (layer === undefined || PARTS[layer] !== part) return false;
  const hosts = (view.health?.problems ?? []).flatMap((problem) => problem.where.host ?? []);
  return side === undefined || hosts.length === 0 || hosts.includes(view.form.hosts[side]);
}
