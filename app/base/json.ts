/** What `JSON.parse` can return. Rows keep the object they were parsed from, so a field that we do not know is still shown. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Whether values stand within values more than `limit` deep. `JSON.parse` takes any depth; what goes through the value afterwards
 * (comparing, copying to the window, writing it down) calls itself for each level and ends at some thousands.
 */
export function isDeeperThan(value: Json, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) return value.some((one: Json) => isDeeperThan(one, limit - 1));
  for (const field in value) {
    const inner = (value as JsonObject)[field] as Json;
    if (typeof inner === 'object' && inner !== null && isDeeperThan(inner, limit - 1)) return true;
  }
  return false;
}
