import { isHostPlace, samePage, type Place } from './place.ts';

/** Places remembered; nobody goes back further. */
const MOST = 200;

/** Back and forward, as a browser has them. */
export class PlaceHistory {
  #places: readonly Place[];
  #index = 0;

  constructor(first: Place) {
    this.#places = [first];
  }

  get place(): Place {
    return this.#places[this.#index] ?? { page: 'start' };
  }

  get canGoBack(): boolean {
    return this.#index > 0;
  }

  get canGoForward(): boolean {
    return this.#index < this.#places.length - 1;
  }

  /** Going where one already is adds nothing. */
  go(place: Place): void {
    if (samePage(this.place, place) && keyOf(this.place) === keyOf(place)) return;
    this.#places = [...this.#places.slice(0, this.#index + 1), place].slice(-MOST);
    this.#index = this.#places.length - 1;
  }

  step(by: 1 | -1): void {
    this.#index = Math.min(this.#places.length - 1, Math.max(0, this.#index + by));
  }

  /** The row that is current here now, so that coming back finds it; no step of its own. */
  note(key: string | undefined): void {
    const { place } = this;
    if (isHostPlace(place))
      this.#replace({ page: place.page, host: place.host, ...(key === undefined ? {} : { key }) });
  }

  #replace(place: Place): void {
    this.#places = this.#places.map((old, i) => (i === this.#index ? place : old));
  }
}

function keyOf(place: Place): string | undefined {
  return isHostPlace(place) ? place.key : undefined;
}
