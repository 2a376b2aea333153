import { sum } from './counts.mjs';
import { say } from './paths.mjs';
import { e2e, labAsUser, lint, types, vitest } from './parts.mjs';
import { prepare } from './prepare.mjs';
import { ensureTestSystem } from './system.mjs';

/**
 * `npm test`: what needs no kernel side by side, for one of types and lint keeps one processor busy; then one part after the other, since
 * two labs at once make each other's pings late. The last line is the count of all.
 */
async function test() {
  await prepare({ headless: true });
  ensureTestSystem();
  const root = process.getuid?.() === 0;
  const pure = [types(true), lint(true), vitest('unit', true)];
  const all = await Promise.all(pure.map(runPart));
  for (const part of [vitest('lab'), ...(root ? [labAsUser] : []), e2e]) all.push(await runPart(part));
  console.log();
  for (const { name, passed, failed, skipped } of all) console.log(`${name}: ${line({ passed, failed, skipped })}`);
  const total = sum(all);
  console.log(line(total));
  return total.failed === 0 ? 0 : 1;
}

/** @param {import('./parts.mjs').Part} part */
async function runPart(part) {
  console.log(`\n── ${part.name}`);
  return { name: part.name, ...(await part.run()) };
}

/** @param {import('./counts.mjs').Counts} counts */
function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

try {
  process.exitCode = await test();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
