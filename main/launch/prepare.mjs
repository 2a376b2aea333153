import { build } from './build.mjs';
import { findElectron } from './electron.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureSystem } from './system.mjs';

/** Everything that a start, a test or a package needs; what is there already is left alone. Throws with a sentence that says what to do.
 * @param {{ headless: boolean }} need */
export async function prepare({ headless }) {
  ensurePackages();
  const [electron] = await Promise.all([findElectron(), build()]);
  ensureSystem({ binary: electron.binary, headless });
  return electron;
}
