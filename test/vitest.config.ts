import { svelte } from '@sveltejs/vite-plugin-svelte';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');

/** What touches the kernel: namespaces, commands, the command line. One file at a time, because two labs at once make each other's pings late. */
const LAB = [
  'test/main/lab/**',
  'test/main/transport/**',
  'test/main/ssh/**',
  'test/main/engine/**',
  'test/main/cli/**',
  'test/main/helper/**',
  'test/main/persist/**',
  'test/cli/**',
  'test/lab/**',
].map((folder) => `${folder}/*.test.ts`);

/** No test is wrong because the machine is busy with something else: this ends only what hangs. */
const PATIENT = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  root,
  // An ordinary user who tests a checkout that is not theirs cannot write in node_modules.
  cacheDir: process.env.OVERLANE_TEST_CACHE ?? 'node_modules/.cache/overlane/vite',
  test: {
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'unit',
          include: ['test/cases/*.test.ts', 'test/app/**/*.test.ts', 'test/renderer/**/*.test.ts'],
          // Pure: a module loaded once serves every file of a thread, which saves most of the time that importing takes.
          pool: 'threads',
          isolate: false,
          ...PATIENT,
        },
      },
      {
        extends: true,
        test: {
          name: 'unit of main',
          include: ['test/main/**/*.test.ts'],
          exclude: LAB,
          ...PATIENT,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: LAB,
          // A lab starts in about 0.3 s and a verified link takes 3 s.
          ...PATIENT,
          fileParallelism: false,
        },
      },
    ],
  },
});
