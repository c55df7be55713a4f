// Jest's globalSetup of the project "integration": one PostgreSQL for the run, KONTOR_TEST_SERVER_URL or an embedded one.
import { startTestServer } from '@kontor/testkit';

export default async function setup() {
  const server = await startTestServer();
  process.stdout.write(`\nDatabase tests run on ${server.description}.\n`);
  globalThis.__KONTOR_TEST_SERVER__ = server;
}
