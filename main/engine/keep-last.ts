/** Of previews, looks and traces the last few, by id: the oldest go first. What is put again keeps its place. */
export interface KeptLast<T> {
  put(key: string, value: T): void;
  find(key: string): T | undefined;
  drop(key: string): void;
}

export function keepLast<T>(most: number): KeptLast<T> {
  const kept = new Map<string, T>();
  return {
    put(key, value) {
      kept.set(key, value);
      for (const old of [...kept.keys()].slice(0, -most)) kept.delete(old);
    },
    find: (key) => kept.get(key),
    drop: (key) => void kept.delete(key),
  };
}
