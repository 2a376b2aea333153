/** Where the page of an overlay is opened to add a host to it: the name of the overlay, until the page has seen it. */
class AddHost {
  #name = $state<string>();

  ask(name: string): void {
    this.#name = name;
  }

  /** Whether it was asked for; once. */
  take(name: string): boolean {
    const asked = this.#name === name;
    if (asked) this.#name = undefined;
    return asked;
  }
}

export const addHost = new AddHost();
