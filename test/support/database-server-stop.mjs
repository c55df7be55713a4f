// Jest's globalTeardown of the project "integration".
export default async function teardown() {}
