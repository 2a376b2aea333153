import type { LinkHealth } from '../../app/contract/plan-view.ts';
import type { Host } from '../../app/contract/host.ts';
import type { LinkIntent } from '../../app/overlay/link-intent.ts';
import type { Term } from '../link/field.ts';
import { fromIntent } from '../link/form.ts';
import { tunnelState } from '../link/ladder.ts';
import type { PictureView } from '../link/picture-view.ts';
import type { Place } from '../place.ts';
import { placeOf } from './overlay-places.ts';

export interface PortraitFacts {
  readonly gone: boolean;
  readonly health: LinkHealth | undefined;
  readonly hosts: readonly Host[];
  readonly onterm: (term: Term | undefined) => void;
  readonly onopen: (place: Place) => void;
}

/** The picture of a made overlay: nothing can be typed, every value that has a row leads there. */
export function portrait(intent: LinkIntent, facts: PortraitFacts): PictureView {
  const { gone, health, hosts, onterm, onopen } = facts;
  const nothing = (): void => undefined;
  return {
    form: fromIntent(intent),
    editable: false,
    hosts,
    problems: new Map(),
    state: gone ? 'planned' : tunnelState(health),
    health,
    details: true,
    onedit: nothing,
    onhost: nothing,
    onmode: nothing,
    onendpoint: nothing,
    onterm,
    opener: (path) => {
      const place = gone ? undefined : placeOf(intent, path);
      return place && (() => onopen(place));
    },
  };
}
