import { startTestServer, type TestServer } from './test-server.js';

declare global {
  /** From Jest's globalSetup to its globalTeardown, which run in one process. */
  var kontorTestServer: TestServer | undefined;
}

/** Jest's globalSetup: one PostgreSQL for the run, that of KONTOR_TEST_SERVER_URL or an embedded one. */
export default async function setup(): Promise<void> {
  globalThis.kontorTestServer = await startTestServer();
  process.stdout.write(`\nDatabase tests run on ${globalThis.kontorTestServer.description}.\n`);
}
