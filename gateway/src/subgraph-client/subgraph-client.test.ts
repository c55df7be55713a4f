import { describe, expect, it } from '@jest/globals';
import { prepareHeaders } from './prepared-headers.js';
import { createSubgraphClient } from './subgraph-client.js';

describe('the subgraph client', () => {
  it.each(['', 'reviews:4001', 'ftp://reviews.example/graphql', '/graphql'])(
    'names the routing URL "%s" as what is wrong, without telling it',
    async (url) => {
      const troubles: unknown[] = [];
      const client = createSubgraphClient({
        connectionsMax: 1,
        queuedFetchesMax: 1,
        connectTimeoutMs: 1_000,
        keepAliveMs: 1_000,
        responseBytesMax: 1_000,
        fetchTimeoutMs: 1_000,
        retryWindowMs: 0,
        privateAddresses: true,
        shareFetches: true,
        compression: 'public',
        compressRequestBytesMin: 1_024,
        showUncodedErrors: false,
        onTrouble: (trouble) => troubles.push(trouble),
      });
      const fetch = {
        subgraph: 'reviews',
        url,
        kind: 'query',
        query: '{ a }',
        operationName: undefined,
        variables: {},
      } as const;
      const sender = { headers: prepareHeaders({}), requestId: 'r-1' };
      expect(await client.fetch(fetch, sender, new AbortController().signal)).toEqual({
        kind: 'failed',
        error: {
          message: 'The subgraph "reviews" has no routing URL of http or https.',
          extensions: { code: 'SUBGRAPH_UNREACHABLE', subgraph: 'reviews' },
        },
      });
      expect(troubles).toMatchObject([
        { subgraph: 'reviews', requestId: 'r-1', code: 'SUBGRAPH_UNREACHABLE' },
      ]);
      await client.close();
    },
  );
});
