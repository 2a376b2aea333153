import type { HostId } from '../../app/base/host.ts';
import type { HostPage } from '../place.ts';
import { TableMemory } from '../ui/table-model.svelte.ts';

const memories = new Map<string, TableMemory>();

/** Selection and scroll position of one page of one host, for as long as the window is open. */
export function memoryOf(host: HostId, page: string): TableMemory {
  const name = `${page} ${host}`;
  const memory = memories.get(name) ?? new TableMemory();
  memories.set(name, memory);
  return memory;
}

class Filters {
  #texts = $state.raw<Readonly<Record<string, string>>>({});

  of(page: string): string {
    return this.#texts[page] ?? '';
  }

  set(page: string, text: string): void {
    this.#texts = { ...this.#texts, [page]: text };
  }
}

/** The filter of each page: the same for every host, so that one search can be followed from host to host. */
export const filters = new Filters();

class Toggles {
  #on = $state.raw<ReadonlySet<string>>(new Set());

  has(name: HostPage | string): boolean {
    return this.#on.has(name);
  }

  flip(name: string, on: boolean = !this.has(name)): void {
    const next = new Set(this.#on);
    if (on) next.add(name);
    else next.delete(name);
    this.#on = next;
  }
}

/** Switches of pages that show more rows, by name. */
export const toggles = new Toggles();
