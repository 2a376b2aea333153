import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { SettingsSchema, type Settings } from '../app/contract/settings.ts';

export type Look = Pick<Settings, 'theme' | 'zoom'>;

const LookSchema = v.object({
  theme: v.fallback(SettingsSchema.entries.theme, 'system'),
  zoom: v.fallback(SettingsSchema.entries.zoom, 1),
});
const USUAL: Look = { theme: 'system', zoom: 1 };

/** Theme and zoom of the settings file, for the window before the page is there. What is wrong with the file is said by the engine. */
export function readLook(configFolder: string): Look {
  try {
    const parsed = v.safeParse(LookSchema, JSON.parse(readFileSync(join(configFolder, 'settings.json'), 'utf8')));
    return parsed.success ? parsed.output : USUAL;
  } catch {
    // No file yet, or one that the engine reports as a Problem when it reads it.
    return USUAL;
  }
}
