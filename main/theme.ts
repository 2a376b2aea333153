import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { SettingsSchema, type Settings } from '../app/contract/settings.ts';

const ThemeSchema = v.object({ theme: v.fallback(SettingsSchema.entries.theme, 'system') });

/** The theme in the settings file, for the colour of the window before the page is there. What is wrong with the file is said by the engine. */
export function readTheme(configFolder: string): Settings['theme'] {
  try {
    const parsed = v.safeParse(ThemeSchema, JSON.parse(readFileSync(join(configFolder, 'settings.json'), 'utf8')));
    return parsed.success ? parsed.output.theme : 'system';
  } catch {
    // No file yet, or one that the engine reports as a Problem when it reads it.
    return 'system';
  }
}
