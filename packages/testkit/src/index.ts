export {
  createEmptyDatabase,
  createTestDatabase,
  type TablesOf,
  type TestDatabase,
} from './test-database.js';
export { startTestServer, type TestServer } from './test-server.js';
