import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

const inTheBrowser = ['src/**/*.{ts,js,svelte}']
const inNode = ['server/**/*.{ts,js}', 'test/**/*.ts', 'src/i18n/*.js', '*.{ts,js}']

export default defineConfig(
  globalIgnores(['build/', '.svelte-kit/', 'data/', 'test/artefacts/', 'src/i18n/compiled/']),
  js.configs.recommended,
  ts.configs.strict,
  ts.configs.stylistic,
  svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-undef': 'off', // TypeScript knows better
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'object-shorthand': 'error',
      'prefer-template': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Node strips types: use a union of literals.' },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  { files: inTheBrowser, languageOptions: { globals: globals.browser } },
  { files: inNode, languageOptions: { globals: globals.node } },
  {
    // A promise nobody waits for is a write nobody knows the end of.
    files: ['server/**/*.ts', 'src/lib/**/*.ts', 'src/shared/**/*.ts', 'test/**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    rules: {
      // `let { … } = $props()` is how Svelte is written; the compiler sees to the rest.
      'prefer-const': 'off',
      'svelte/no-at-html-tags': 'error',
    },
  },
  { files: ['server/**', 'src/**'], ignores: ['server/cli/**'], rules: { 'no-console': 'error' } },
  {
    // Runs on both sides: neither window nor process, and the clock is handed in.
    files: ['src/shared/**/*.ts'],
    ignores: ['src/shared/domain/clock.ts'],
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'process', 'Buffer'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'Take ids and chance as arguments.' },
      ],
    },
  },
)
