import type { HostId } from '../../app/base/host.ts';

/** Devices and namespaces of other programs that the user said may be changed: by host, until the window closes, never written down. */
class Unlocked {
  #names = $state.raw<ReadonlyMap<HostId, ReadonlySet<string>>>(new Map());

  has(host: HostId, name: string): boolean {
    return this.#names.get(host)?.has(name) === true;
  }

  of(host: HostId): readonly string[] {
    return [...(this.#names.get(host) ?? [])];
  }

  add(host: HostId, names: readonly string[]): void {
    this.#names = new Map([...this.#names, [host, new Set([...this.of(host), ...names])]]);
  }
}

export const unlocked = new Unlocked();
