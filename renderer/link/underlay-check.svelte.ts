/** What the two hosts of a form say about the network between them; asked when the form begins and when its addresses change. */
import type { HostId } from '../../app/base/host.ts';
import type { UnderlayCheck } from '../../app/overlay/underlay-check.ts';
import { call } from '../bridge.ts';

/** What is asked about. */
export interface Asked {
  readonly hosts: readonly [HostId, HostId];
  /** Null where the suggestion chooses. */
  readonly addresses: readonly [string | null, string | null];
}

export class UnderlayAsking {
  /** What was found last for the hosts of the form. */
  found = $state.raw<UnderlayCheck>();
  checking = $state(false);

  #about = '';
  #turn = 0;

  /** `onFound` is called with each new answer, not for what was asked already. */
  constructor(private readonly onFound: () => void) {}

  look(asked: Asked): void {
    const about = JSON.stringify(asked);
    if (about === this.#about) return;
    this.#about = about;
    void this.#ask(asked, false);
  }

  /** Whatever was found before. */
  again(asked: Asked): Promise<void> {
    this.#about = JSON.stringify(asked);
    return this.#ask(asked, true);
  }

  /** A check that could not be made says nothing: the hosts themselves say why they cannot be read. */
  async #ask({ hosts, addresses }: Asked, again: boolean): Promise<void> {
    const turn = ++this.#turn;
    if (this.found?.hosts.join() !== hosts.join()) this.found = undefined;
    this.checking = true;
    const answer = await call('link.check', { hosts: [...hosts], addresses: [...addresses], again });
    if (turn !== this.#turn) return;
    this.checking = false;
    if (answer.ok) this.found = answer.value;
    else this.#about = '';
    if (answer.ok) this.onFound();
  }
}
