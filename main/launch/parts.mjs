import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asOrdinaryUser } from './as-user.mjs';
import { one, playwrightCounts, sum, vitestCounts } from './counts.mjs';
import { startXvfb } from './display.mjs';
import { root } from './paths.mjs';
import { nodeTool, run } from './run.mjs';

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => Promise<import('./counts.mjs').Counts>} run
 */

/** @param {boolean} quiet
 * @returns {Part} */
export const types = (quiet) => ({
  name: 'types',
  run: async () => {
    const tsc = await run(nodeTool('typescript/bin/tsc', ['-b', '--pretty']), { quiet });
    const svelte = await run(
      nodeTool('svelte-check/bin/svelte-check', [
        '--workspace',
        'renderer',
        '--tsconfig',
        './svelte-check.json',
        '--fail-on-warnings',
        '--output',
        'human',
      ]),
      { quiet },
    );
    return sum([one(tsc === 0), one(svelte === 0)]);
  },
});

const ESLINT_CACHE = 'node_modules/.cache/overlane/eslint';
const PRETTIER_CACHE = 'node_modules/.cache/overlane/prettier';
const SOURCES = ['app', 'main', 'renderer', 'test'];

/** @param {boolean} quiet
 * @returns {Part} */
export const lint = (quiet) => ({
  name: 'lint',
  run: async () => {
    const eslint = [
      '-c',
      'test/lint/eslint.config.mjs',
      '--max-warnings=0',
      '--cache',
      '--cache-location',
      ESLINT_CACHE,
      ...SOURCES,
    ];
    const prettier = [
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-location',
      PRETTIER_CACHE,
      ...SOURCES.map((folder) => `${folder}/**/*.{ts,mjs,cjs,svelte,css,html}`),
    ];
    return sum([
      one((await run(nodeTool('eslint/bin/eslint.js', eslint), { quiet })) === 0),
      one((await run(nodeTool('prettier/bin/prettier.cjs', prettier), { quiet })) === 0),
    ]);
  },
});

/** @param {'unit' | 'lab'} project
 * @param {boolean} [quiet]
 * @returns {Part} */
export const vitest = (project, quiet = false) => ({
  name: process.getuid?.() === 0 && project === 'lab' ? 'lab as root' : project,
  run: async () => {
    const report = reportFile(project);
    return vitestCounts(report, await run(vitestCommand(project, report), { quiet }));
  },
});

/** The lab tests once more without any privilege: what works only as root must not go unnoticed.
 * @type {Part} */
export const labAsUser = {
  name: 'lab as an ordinary user',
  run: async () => {
    const report = reportFile('lab-user');
    return vitestCounts(report, await asOrdinaryUser(vitestCommand('lab', report), report));
  },
};

/** @type {Part} */
export const e2e = {
  name: 'e2e',
  run: async () => {
    const report = reportFile('e2e');
    const screen = await startXvfb();
    try {
      const env = { ...process.env, DISPLAY: screen.display, WAYLAND_DISPLAY: '', PLAYWRIGHT_JSON_OUTPUT_NAME: report };
      const args = ['test', '--config', 'test/e2e/playwright.config.ts'];
      return playwrightCounts(report, await run(nodeTool('@playwright/test/cli.js', args), { env }));
    } finally {
      await screen.stop();
    }
  },
};

/** @param {'unit' | 'lab'} project the first word of the names in test/vitest.config.ts
 * @param {string} report */
function vitestCommand(project, report) {
  const args = [
    'run',
    '--config',
    'test/vitest.config.ts',
    '--project',
    `${project}*`,
    '--reporter=default',
    '--reporter=json',
  ];
  return nodeTool('vitest/vitest.mjs', [...args, `--outputFile.json=${report}`]);
}

/** Where a run writes its counts; an old one is removed, so that it is never read for a run that wrote none.
 * @param {string} name */
function reportFile(name) {
  const folder = join(root, 'test-results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}
