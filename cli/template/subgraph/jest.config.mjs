// Native ESM, because the Prisma client is; test/jest.mjs gives Node the flag that this needs.
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['/dist/'],
  // One PostgreSQL for the run: an embedded one, or that of KONTOR_TEST_SERVER_URL.
  globalSetup: '@kontor/testkit/jest-setup',
  globalTeardown: '@kontor/testkit/jest-teardown',
  testTimeout: 60_000,
};
