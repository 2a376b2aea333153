import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';

const size = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(16_384));
const coordinate = v.pipe(v.number(), v.integer());

const WindowStateSchema = v.object({
  width: v.optional(size(960), 1280),
  height: v.optional(size(600), 800),
  /** Absent under Wayland, where a window cannot know where it is. */
  x: v.optional(coordinate),
  y: v.optional(coordinate),
  maximized: v.optional(v.boolean(), false),
});
export type WindowState = v.InferOutput<typeof WindowStateSchema>;

/** The window as it was left; the default one when the file is missing or makes no sense, which nobody needs to hear about. */
export function readWindowState(file: string): WindowState {
  const parsed = v.safeParse(WindowStateSchema, readJson(file));
  return parsed.success ? parsed.output : (v.getDefaults(WindowStateSchema) as WindowState);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Missing at the first start, torn after a power cut: both mean "default window".
    return {};
  }
}

/** Written beside and renamed; a failure is said on stderr only, since nothing but the window's size is lost. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch (error) {
    console.error(`overlane: the window's size was not saved in ${file}`, error);
  }
}
