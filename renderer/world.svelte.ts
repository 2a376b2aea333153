import { Facts } from './facts.ts';
import { feeds } from './feed.svelte.ts';

/** The facts of every host that is followed. */
export const world = new Facts(() => feeds.all);
