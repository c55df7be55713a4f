// Jest's globalSetup of the project "integration".
export default async function setup() {
  if (!process.env.KONTOR_TEST_SERVER_URL) throw new Error('set KONTOR_TEST_SERVER_URL');
}
