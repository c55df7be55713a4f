import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Rules that find bugs in servers; form is Prettier's business. */
export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      '.kontor/**',
      'coverage/**',
      'cli/template/**',
      // Other gateways, each with packages of its own.
      'bench/gateway/peers/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test'] }] },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // Jest's own files, tools and process entries print; configuration files must export a default.
    files: [
      '**/main.ts',
      'scripts/**',
      'bench/**',
      'gateway/tools/**',
      'packages/*/tools/**',
      'platform/tools/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // A frontend of its own: what it imports is generated from a running gateway, so there are no types to lint with.
    files: ['test/frontend/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/prisma.config.ts', '**/codegen.ts', '**/*.config.mjs', 'packages/testkit/src/jest-*.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
