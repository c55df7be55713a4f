import type {} from './jest-setup.js';

/** Jest's globalTeardown: drops the databases of the run, and stops the server if it is ours. */
export default async function teardown(): Promise<void> {
  await globalThis.kontorTestServer?.stop();
}
