import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @param {readonly Counts[]} all
 * @returns {Counts} */
export function sum(all) {
  /** @param {keyof Counts} key */
  const total = (key) => all.reduce((sofar, counts) => sofar + counts[key], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

/** A check that passes or fails as a whole counts as one.
 * @param {boolean} passed
 * @returns {Counts} */
export function one(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** A run whose exit code says "failed" failed, even where no test did: a file that does not load, an error outside of tests, no report.
 * @param {Counts} counts
 * @param {number | null} exitCode
 * @returns {Counts} */
function withExitCode(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** From vitest's JSON report.
 * @param {string} file
 * @param {number | null} exitCode */
export function vitestCounts(file, exitCode) {
  const report = readReport(file);
  const counts = {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
  return withExitCode(counts, exitCode);
}

/** From Playwright's JSON report; a test that passed only when repeated has failed.
 * @param {string} file
 * @param {number | null} exitCode */
export function playwrightCounts(file, exitCode) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readReport(file)?.stats ?? {};
  return withExitCode({ passed: expected, failed: unexpected + flaky, skipped }, exitCode);
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
