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
          include: [
            'test/cases/*.test.ts',
            'test/app/**/*.test.ts',
            'test/renderer/**/*.test.ts',
            'test/main/**/*.test.ts',
          ],
          exclude: LAB,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: LAB,
          // A lab starts in about 0.3 s and a verified link takes 3 s; thirty leave room for a machine that is busy with something else.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
