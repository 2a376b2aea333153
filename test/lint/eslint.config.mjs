import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Only these may touch Electron; everything else in main/ runs under plain Node, for the command line and the tests. */
const ELECTRON_FILES = [
  'main/index.ts',
  'main/window.ts',
  'main/close-question.ts',
  'main/preload.ts',
  'main/ipc/serve.ts',
];

const noShell = [
  {
    selector: 'CallExpression[callee.name=/^(exec|execSync|execCommand|execaCommand)$/]',
    message: 'Every command is an argv array; there is no shell to quote for.',
  },
  {
    selector: 'Property[key.name="shell"]',
    message: 'Every command is an argv array; there is no shell to quote for.',
  },
];
const shape = [
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
  {
    selector: 'CatchClause > BlockStatement[body.length=0]',
    message: 'Nothing fails silently: return, report or rethrow.',
  },
];

export default ts.config(
  { ignores: ['dist/**', 'release/**', 'test-results/**', '**/.svelte-kit/**'] },
  {
    files: ['**/*.{ts,mjs,cjs,svelte}'],
    extends: [ts.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', ...noShell, ...shape],
      'max-lines': ['error', { max: 220, skipBlankLines: true, skipComments: true }],
    },
  },
  // One list of sentences, as long as there are problems to state.
  { files: ['test/**', 'app/problem/catalogue.ts'], rules: { 'max-lines': 'off' } },
  // Markup and style beside the script.
  { files: ['**/*.svelte'], rules: { 'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }] } },
  {
    files: ['app/**/*.ts', 'main/**/*.ts', 'renderer/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
    },
  },
  {
    files: ['main/**/*.ts'],
    ignores: ELECTRON_FILES,
    rules: { 'no-restricted-imports': ['error', { paths: ['electron'] }] },
  },
  { files: ['**/*.{mjs,cjs}'], languageOptions: { globals: globals.node } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['renderer/**/*.svelte', 'renderer/**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      // A literal in braces is how a text keeps its outer spaces.
      'svelte/no-useless-mustaches': 'off',
      // The types say what is defined; the rule does not know them.
      'no-undef': 'off',
      // What $props gives may be reassigned by the parent; the plain rule does not know that.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      // Rows are plain collections on purpose: $state.raw, replaced as a whole.
      'svelte/prefer-svelte-reactivity': 'off',
      // svelte-check judges the compiler's warnings, with the types that decide some of them.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
);
