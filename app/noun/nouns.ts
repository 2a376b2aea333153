/** THE list: a noun that is not in it is in no table, no step, no question and no page, and does not compile. */
import { address } from './address/noun.ts';
import { fdb } from './fdb/noun.ts';
import { file } from './file/noun.ts';
import { forward } from './forward/noun.ts';
import { link } from './link/noun.ts';
import { neighbour } from './neighbour/noun.ts';
import { netns } from './netns/noun.ts';
import { offload } from './offload/noun.ts';
import { route } from './route/noun.ts';
import { rule } from './rule/noun.ts';
import { sysctl } from './sysctl/noun.ts';
import { system } from './system/noun.ts';
import { vlan } from './vlan/noun.ts';
import { vni } from './vni/noun.ts';

export const NOUNS = [
  netns,
  link,
  address,
  route,
  rule,
  fdb,
  neighbour,
  sysctl,
  forward,
  file,
  vlan,
  vni,
  offload,
  system,
] as const;

type Named = { readonly [N in (typeof NOUNS)[number] as N['id']]: N };

/** The same, by id. */
export const NOUN = Object.fromEntries(NOUNS.map((noun) => [noun.id, noun])) as unknown as Named;
