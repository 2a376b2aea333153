import { Facts, worldStamp } from './facts.ts';
import { feeds } from './feed.svelte.ts';

const stamp = $derived(worldStamp(feeds.all));

/** The facts of every host that is followed. */
export const world = new Facts(
  () => feeds.all,
  () => stamp,
);
