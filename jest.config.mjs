// Native ESM (NODE_OPTIONS=--experimental-vm-modules): the generated Prisma client does not run as CommonJS.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/\\.kontor', '/dist/'],
  setupFiles: ['<rootDir>/test/support/environment.mjs'],
};

const project = (displayName, testMatch, more = {}) => ({ ...shared, displayName, testMatch, ...more });

const UNIT_TESTS = [
  '<rootDir>/{packages,subgraphs,gateway,platform,cli,prisma,scripts,bench}/**/*.test.ts',
  // Pure and in process, though of several packages.
  '<rootDir>/test/{differential,federation,soak}/**/*.test.ts',
];

export default {
  maxWorkers: 2,
  // For the machine, not for the code: creating and dropping databases waits for a busy disk.
  testTimeout: 60_000,
  projects: [
    project('unit', UNIT_TESTS, {
      // What `kontor init` writes for users; test/e2e/empty-folder.test.ts runs it where it belongs.
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/cli/template/'],
    }),
    project('integration', ['<rootDir>/test/integration/**/*.test.ts'], {
      globalSetup: '@kontor/testkit/jest-setup',
      globalTeardown: '@kontor/testkit/jest-teardown',
    }),
    project('refusals', ['<rootDir>/test/refusals/**/*.test.ts'], {
      globalSetup: '@kontor/testkit/jest-setup',
      globalTeardown: '@kontor/testkit/jest-teardown',
    }),
    project('e2e', ['<rootDir>/test/e2e/**/*.test.ts'], {
      globalSetup: '<rootDir>/test/support/kontor-folder.mjs',
      globalTeardown: '<rootDir>/test/support/kontor-stop.mjs',
    }),
  ],
};
