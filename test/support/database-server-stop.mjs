// Jest's globalTeardown of the project "integration".
export default async function teardown() {
  await globalThis.__KONTOR_TEST_SERVER__.stop();
}
