/** The JSON Schema of `overlay.yaml`, for editors that complete and check while one writes (`resources/overlay.schema.json`). */

/** JSON Schema draft 2020-12. */
export function overlayJsonSchema(): object {
  return {};
}
