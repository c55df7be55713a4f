export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './test-database.js';
export { startTestServer, type TestServer } from './test-server.js';
