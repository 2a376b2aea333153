import type { Place } from './place.ts';
import { PlaceHistory } from './route-history.ts';

/** Where the window is. Read `router.place` in a component and it follows. */
class Router {
  readonly #history = new PlaceHistory({ page: 'start' });
  #visit = $state(0);
  #place = $state.raw<Place>({ page: 'start' });
  canGoBack = $state(false);
  canGoForward = $state(false);

  get place(): Place {
    return this.#place;
  }

  /** Counts every arrival; the same place again is a new visit (its row is shown again). */
  get visit(): number {
    return this.#visit;
  }

  go(place: Place): void {
    this.#history.go(place);
    this.#arrive();
  }

  back(): void {
    this.#history.step(-1);
    this.#arrive();
  }

  forward(): void {
    this.#history.step(1);
    this.#arrive();
  }

  /** Remembers the current row for the way back, without going anywhere. */
  note(key: string | undefined): void {
    this.#history.note(key);
  }

  #arrive(): void {
    this.#place = this.#history.place;
    this.canGoBack = this.#history.canGoBack;
    this.canGoForward = this.#history.canGoForward;
    this.#visit += 1;
  }
}

export const router = new Router();

/** Goes to a page, a row or an overlay. */
export function goTo(place: Place): void {
  router.go(place);
}
