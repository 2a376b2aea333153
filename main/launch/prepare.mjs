import { build } from './build.mjs';
import { findElectron } from './electron.mjs';
import { ensurePackages } from './packages.mjs';
import { say } from './paths.mjs';
import { ensureSandbox } from './sandbox.mjs';
import { ensureSystem } from './system.mjs';

/** Everything that a start, a test or a package needs; what is there already is left alone. Throws with a sentence that says what to do.
 * @param {{ headless: boolean }} need */
export async function prepare({ headless }) {
  ensurePackages();
  const [electron] = await Promise.all([findElectron(), build()]);
  if (electron.fallback) {
    say(
      `using Electron ${electron.version}: it is old and for development only (the current one could not be downloaded)`,
    );
  }
  ensureSystem({ binary: electron.binary, headless });
  ensureSandbox(electron.folder);
  return electron;
}
