import { defineConfig } from '@playwright/test';
import { join } from 'node:path';

const results = join(import.meta.dirname, '../../test-results');

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: join(results, 'e2e'),
  // One window and one lab at a time: two cores, and the numbers that are asserted are times.
  workers: 1,
  fullyParallel: false,
  // A test that passes only the second time hides a race; it counts as failed, so it is not repeated.
  retries: 0,
  // First run to green ping takes about 6 s; with eight builds and tests beside it most take one minute. Three still end a hang.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json']],
});
