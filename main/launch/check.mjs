import { sum } from './counts.mjs';
import { ensurePackages } from './packages.mjs';
import { say } from './paths.mjs';

/** `npm run check`: types, lint and unit tests side by side; what passes says nothing but its count. */
async function check() {
  ensurePackages();
  const { lint, types, vitest } = await import('./parts.mjs');
  const all = await Promise.all(
    [types(true), lint(true), vitest('unit', true)].map(async (part) => {
      const counts = await part.run();
      console.log(`${part.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
      return counts;
    }),
  );
  const { passed, failed, skipped } = sum(all);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await check();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
