/** What `JSON.parse` can return. Rows keep the object they were parsed from, so a field that we do not know is still shown. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
