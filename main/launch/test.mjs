import { sum } from './counts.mjs';
import { say } from './paths.mjs';
import { e2e, labAsUser, lint, types, vitest } from './parts.mjs';
import { prepare } from './prepare.mjs';
import { ensureTestSystem } from './system.mjs';

/** `npm test`: everything, one part after the other; the last line is the count of all. */
async function test() {
  await prepare({ headless: true });
  ensureTestSystem();
  const root = process.getuid?.() === 0;
  const parts = [types(false), lint(false), vitest('unit'), vitest('lab'), ...(root ? [labAsUser] : []), e2e];
  const all = [];
  for (const part of parts) {
    console.log(`\n── ${part.name}`);
    const counts = await part.run();
    all.push({ name: part.name, ...counts });
  }
  console.log();
  for (const { name, passed, failed, skipped } of all) console.log(`${name}: ${line({ passed, failed, skipped })}`);
  const total = sum(all);
  console.log(line(total));
  return total.failed === 0 ? 0 : 1;
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
