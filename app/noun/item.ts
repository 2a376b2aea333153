import type { Json, JsonObject } from '../base/json.ts';
import { isObject } from './rows.ts';

/** Readers for the optional fields of an item: a value of another type counts as absent, and is still shown from `raw`. */
export function text(item: JsonObject, key: string): string | undefined {
  const value = item[key];
  return typeof value === 'string' ? value : undefined;
}

export function number(item: JsonObject, key: string): number | undefined {
  const value = item[key];
  return typeof value === 'number' ? value : undefined;
}

/**
 * A flag whose presence means something: absent is `undefined` (this iproute2 does not print it), and a key with
 * `null` is true (`gbp`, since 6.4).
 */
export function flag(item: JsonObject, key: string): boolean | undefined {
  const value = item[key];
  return value === undefined ? undefined : value !== false && value !== 0;
}

export function object(item: JsonObject, key: string): JsonObject | undefined {
  const value = item[key];
  return isObject(value) ? value : undefined;
}

const NONE: readonly string[] = [];

/** The texts of a list; anything else in it is left to `raw`. */
export function texts(value: Json | undefined): readonly string[] {
  if (!Array.isArray(value)) return NONE;
  return value.every((one) => typeof one === 'string') ? value : value.filter((one) => typeof one === 'string');
}

/** Flags that iproute2 prints as keys with the value `null` (neighbours) or `true` (addresses). */
export function keyFlags(item: JsonObject): readonly string[] {
  return Object.keys(item).filter((key) => item[key] === null || item[key] === true);
}
