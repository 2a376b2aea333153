/** What stands today where a change put something: for saying why it no longer applies. */
import { needs, stepsOf, type Step } from '../noun/step.ts';
import type { Tables } from '../noun/snapshot.ts';
import { exists } from './stale.ts';

/** Half a sentence such as `vx7 is gone`, `nothing is there now` or `now there: the route to 10.0.0.0/24 via 10.0.0.9`. */
export function standingNow(tables: Tables, step: Step): string {
  const gone = needs(step).find((place) => !exists(tables, place));
  if (gone !== undefined) return `${placeText(gone)} is gone`;
  const here = stepsOf(step).standing(tables, step);
  if (here === undefined) return 'it is not as this change left it';
  return here.length === 0 ? 'nothing is there now' : `now there: ${here.join(', ')}`;
}

function placeText(place: string): string {
  const [kind, name = ''] = [place.slice(0, place.indexOf(' ')), place.slice(place.indexOf(' ') + 1)];
  if (kind === 'netns') return `namespace ${name}`;
  const [netns, link = ''] = name.split('|');
  return netns === '' ? link : `${link} in namespace ${netns}`;
}
