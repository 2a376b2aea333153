import * as v from 'valibot';

const columns = v.record(
  v.string(),
  v.object({
    /** Column ids in order; a column that is not listed is hidden. */
    order: v.optional(v.array(v.string())),
    widths: v.optional(v.record(v.string(), v.pipe(v.number(), v.minValue(24), v.maxValue(2000)))),
    sort: v.optional(v.array(v.object({ column: v.string(), descending: v.boolean() }))),
  }),
);

/** What the app remembers, in `$XDG_CONFIG_HOME/overlane/settings.json`. Every field has a default; unknown fields are kept. */
export const SettingsSchema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  /** How large everything is drawn; 1 is as the desktop says. */
  zoom: v.optional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(2)), 1),
  railWidth: v.optional(v.pipe(v.number(), v.minValue(160), v.maxValue(480)), 240),
  inspectorWidth: v.optional(v.pipe(v.number(), v.minValue(240), v.maxValue(720)), 360),
  inspectorOpen: v.optional(v.boolean(), false),
  drawerHeight: v.optional(v.pipe(v.number(), v.minValue(80), v.maxValue(800)), 220),
  drawerOpen: v.optional(v.boolean(), false),
  keepLab: v.optional(v.boolean(), false),
  /** By page id. */
  tables: v.optional(columns, {}),
});
export type Settings = v.InferOutput<typeof SettingsSchema>;
