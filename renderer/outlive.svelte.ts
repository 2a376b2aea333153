/**
 * Makes something that outlives the component or effect that happens to make it. A `$derived` field belongs to the effect
 * that is running when it is made, and keeps its last value for ever once that one ended (svelte 5).
 */
export function outlive<T>(make: () => T): T {
  const made: { value?: T } = {};
  $effect.root(() => {
    made.value = make();
  });
  return made.value as T;
}
