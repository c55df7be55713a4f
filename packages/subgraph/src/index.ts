// Start
export { startSubgraph, type StartedSubgraph, type StartOptions } from './start-subgraph.js';
export {
  mountSubgraph,
  type MountedSubgraph,
  type MountOptions,
  type Refusal,
  type SubgraphDefinition,
} from './mount-subgraph.js';
export type { SubgraphRequest } from './subgraph-request.js';
export { createLogger, runProcess, type Logger, type ReadyReport } from '@kontor/http';

// Answer
export { codedError, codeOf } from './coded-error.js';
export { createListLoader, createLoader, type Loader, type LoaderOptions } from './loader.js';
export {
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
  paginate,
  type Connection,
  type PageArguments,
  type PageInfo,
  type PageSource,
} from './paginate.js';
export { decodeCursor, encodeCursor, type CursorKind, type CursorValues } from './cursor.js';

// Work beside the requests
export { repeatJob, type Job } from './repeat-job.js';
export { booleanFrom, integerFrom } from './environment.js';

// Ask another subgraph
export {
  ASK_TIMEOUT_MS,
  createGraphQLClient,
  type Answer,
  type GraphQLClient,
  type GraphQLClientOptions,
} from './graphql-client.js';

// Store
export { createPrismaAdapter, type PrismaAdapter, type PrismaAdapterOptions } from './prisma-adapter.js';
export { databaseUrl } from './database-url.js';
export {
  isDatabaseUnavailable,
  isSerializationFailure,
  isUniqueViolation,
  mapPrismaError,
} from './prisma-errors.js';
export { retrySerializable, type RetryLimits } from './retry-serializable.js';
export { SQL_QUERIES_HEADER, SQL_QUERIES_PATH } from './sql-count.js';
