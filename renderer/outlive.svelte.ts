/**
 * Makes something that outlives the component or effect that happens to make it. A `$derived` field belongs to the effect
 * that is running when it is made, and keeps its last value for ever once that one ended (svelte 5).
 */
export function outlive<T>(make: () => T): T {
  let made: { readonly value: T } | undefined;
  $effect.root(() => {
    made = { value: make() };
  });
  // Compiled without a browser, as for unit tests, there are no effects and a root runs nothing.
  made ??= { value: make() };
  return made.value;
}
