import { DEFAULT_CONNECTIONS_MAX, DEFAULT_HTTP_TIMEOUTS } from '@kontor/http/basics';
import { DEFAULT_DOCUMENT_LIMITS } from '@kontor/operation';
import { parseGraphRef } from '@kontor/protocol';
import * as z from 'zod';
import { CONTENT_ENCODINGS } from './subgraph-client/content-encoding.js';
import { isNeverPropagated, type HeaderRule } from './subgraph-client/header-rules.js';

const MIB = 1024 * 1024;
const bytes = (fallback: number) => z.int().positive().default(fallback);
const ms = (fallback: number) => z.int().positive().max(86_400_000).default(fallback);
const count = (fallback: number) => z.int().positive().default(fallback);

const WORKERS_MAX = 256;

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name')
  .transform((name) => name.toLowerCase());

const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'is not a header value');

const pattern = z.string().refine(isPattern, 'is not a regular expression');

export const headerRuleSchema = z
  .strictObject({
    propagate: z
      .union([headerName, z.strictObject({ matching: pattern })])
      .describe(
        'The name of a header, or `{ matching: <regular expression> }` for all whose lower-case name matches.',
      ),
    rename: headerName.optional().describe('Under which name subgraphs get it. Only for a single name.'),
    default: headerValue.optional().describe('Its value when the client sent none. Only for a single name.'),
    subgraphs: z.array(z.string()).optional().describe('Which subgraphs get it; all when absent.'),
  })
  .refine(({ propagate, rename }) => typeof propagate === 'string' || rename === undefined, {
    message: '`rename` needs the name of a single header',
    path: ['rename'],
  })
  .refine((rule) => typeof rule.propagate === 'string' || rule.default === undefined, {
    message: '`default` needs the name of a single header',
    path: ['default'],
  })
  .refine(({ propagate }) => typeof propagate !== 'string' || !isNeverPropagated(propagate), {
    message: 'belongs to one connection, or to Kontor itself, and is never propagated',
    path: ['propagate'],
  })
  .refine(({ rename }) => rename === undefined || !isNeverPropagated(rename), {
    message: 'belongs to one connection, or to Kontor itself, and is never set by a rule',
    path: ['rename'],
  });

const registrySchema = z.strictObject({
  platformUrl: z.url({ protocol: /^https?$/ }).describe('Where the platform listens.'),
  ref: z
    .string()
    .refine((ref) => parseGraphRef(ref) !== undefined, 'is not of the form graph@variant')
    .describe('The variant to serve, `graph@variant`.'),
  apiKey: z.string().min(1).describe('A key with the permission `supergraph:read`.'),
  lastGoodFile: z
    .string()
    .optional()
    .describe('Where to keep a copy of the last supergraph served, for restarts while the platform is down.'),
});

const corsSchema = z.strictObject({
  origins: z
    .union([z.literal('*'), z.array(z.string())])
    .default([])
    .describe('Origins whose pages may call the gateway; `*` for all.'),
  credentials: z
    .boolean()
    .default(false)
    .describe('Whether such calls may carry cookies. Not together with `*`.'),
});

export const limitsSchema = z.strictObject({
  bodyBytesMax: bytes(1 * MIB).describe('Bytes of a request body.'),
  documentBytesMax: bytes(DEFAULT_DOCUMENT_LIMITS.bytesMax).describe('Bytes of a GraphQL document.'),
  documentTokensMax: count(DEFAULT_DOCUMENT_LIMITS.tokensMax).describe(
    'Tokens of a document, counted before parsing.',
  ),
  documentDepthMax: count(DEFAULT_DOCUMENT_LIMITS.depthMax).describe(
    'Open brackets of a document, counted before parsing.',
  ),
  documentAliasesMax: count(DEFAULT_DOCUMENT_LIMITS.aliasesMax).describe(
    'Aliases of a document, counted before parsing.',
  ),
  selectionsMax: count(20_000).describe('Selections of an operation with its fragments spread out.'),
  documentCacheEntriesMax: count(1_000).describe('Parsed and validated documents kept.'),
  persistedQueriesBytesMax: bytes(16 * MIB).describe('Bytes of memory for persisted queries.'),
  documentCacheBytesMax: bytes(64 * MIB).describe('Bytes of memory for the documents kept, estimated.'),
  planCacheMiB: count(16).describe('MiB of planned operations kept per supergraph and worker, estimated.'),
  planningThreads: z
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('Threads that plan operations, per supergraph. Each holds the supergraph.'),
  planningTimeoutMs: ms(5_000).describe(
    'Milliseconds in which an operation must be planned; over it, it is refused and its thread replaced.',
  ),
  planningHeapMiB: z
    .int()
    .min(32)
    .max(65_536)
    .default(512)
    .describe(
      'MiB of memory that a planning thread may use; over it, the operation is refused and the thread replaced.',
    ),
  plansQueuedMax: count(1_000).describe(
    'Operations that wait for a planning thread; further ones are refused.',
  ),
  planRefusalMs: ms(60_000).describe(
    'Milliseconds that an operation over the limits of planning is refused without trying again.',
  ),
  evaluatedPlansMax: count(1_000).describe(
    'Candidate plans compared for one operation before the best so far is taken.',
  ),
  pathsPerFieldMax: count(1_000).describe(
    'Ways to reach one field that the planner follows before it refuses the operation.',
  ),
  supergraphBytesMax: bytes(32 * MIB).describe('Bytes of a supergraph.'),
});

const connectionsSchema = z.strictObject({
  connectionsMax: count(DEFAULT_CONNECTIONS_MAX).describe(
    'Open connections of clients, of all workers together; further ones are closed as they come.',
  ),
  headersTimeoutMs: ms(DEFAULT_HTTP_TIMEOUTS.headersTimeoutMs).describe(
    'Milliseconds in which the headers of a request must have arrived.',
  ),
  requestTimeoutMs: ms(DEFAULT_HTTP_TIMEOUTS.requestTimeoutMs).describe(
    'Milliseconds in which a whole request must have arrived.',
  ),
  keepAliveTimeoutMs: ms(DEFAULT_HTTP_TIMEOUTS.keepAliveTimeoutMs).describe(
    'Milliseconds that an idle connection of a client is kept.',
  ),
});

export const subgraphsSchema = z.strictObject({
  fetchTimeoutMs: ms(10_000).describe('Milliseconds for a whole fetch, retries included.'),
  fetchTimeoutMsOf: z
    .record(z.string(), z.int().positive())
    .default({})
    .describe('Instead of `fetchTimeoutMs`, by the name of a subgraph.'),
  urlOf: z
    .record(z.string(), z.url({ protocol: /^https?$/ }))
    .default({})
    .describe('Instead of the routing URL in the supergraph, by the name of a subgraph.'),
  privateAddresses: z
    .boolean()
    .default(true)
    .describe(
      'Whether routing URLs may lead to loopback, link-local and private addresses, as those of a local start do. URLs in `urlOf` always may.',
    ),
  connectTimeoutMs: ms(2_000).describe('Milliseconds to open a connection.'),
  retryWindowMs: ms(5_000).describe(
    'Milliseconds that queries wait for a subgraph that has become unreachable.',
  ),
  keepAliveMs: ms(20_000).describe(
    'Milliseconds that an idle connection is kept; less than subgraphs keep theirs.',
  ),
  connectionsMax: count(128).describe('Open connections to one subgraph.'),
  queuedFetchesMax: count(10_000).describe(
    'Fetches that wait for a connection to one subgraph; further ones are refused.',
  ),
  responseBytesMax: bytes(32 * MIB).describe('Bytes of the answer to one fetch.'),
  compression: z
    .enum(['never', 'public', 'always'])
    .default('public')
    .describe(
      'From where answers may come compressed: from `public` addresses only, where the network is slower than the decoder; `always` or `never`.',
    ),
  compressRequestsOf: z
    .record(z.string(), z.enum(CONTENT_ENCODINGS))
    .default({})
    .describe(
      'In what requests are compressed (`gzip`, `br`, `zstd` or `deflate`), by the name of a subgraph; it must be able to read that.',
    ),
  compressRequestBytesMin: bytes(4_096).describe('Bytes from which such requests are compressed.'),
  shareFetches: z
    .boolean()
    .default(true)
    .describe(
      'Whether queries of the same text, variables and headers that are in flight to one subgraph at the same time are one fetch. `x-request-id` may differ, and so may `traceparent` and `tracestate` of traces that nobody records; of them the subgraph sees those of the first.',
    ),
  showUncodedErrors: z
    .boolean()
    .default(false)
    .describe('Show clients the messages of subgraph errors that carry no `extensions.code`.'),
});

export const warmUpSchema = z.strictObject({
  trafficShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe('The share of the traffic whose operations are planned before a new supergraph serves.'),
  operationsMax: z.int().min(0).default(100).describe('At most this many operations are planned.'),
  trackedOperationsMax: count(1_000).describe('Operations whose traffic is counted.'),
  warmUpMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(500)
    .describe('Milliseconds that a new supergraph waits for its plans.'),
});

/** Everything about a gateway that does not depend on where it runs: also for one mounted into another process. */
export const mountedGatewayConfigSchema = z.strictObject({
  path: z.string().startsWith('/').default('/graphql').describe('Where GraphQL is served.'),
  engine: z
    .enum(['compiled', 'apollo'])
    .default('compiled')
    .describe(
      'What answers operations: `compiled`, our own, or `apollo`, the stock `@apollo/gateway`, to compare with and as a way out.',
    ),
  introspection: z
    .boolean()
    .default(true)
    .describe('Whether clients may ask for the schema. When off, validation errors suggest no names either.'),
  explainToken: z
    .string()
    .min(16)
    .optional()
    .describe(
      'A secret. Who sends it in the header `kontor-explain` gets query plan and timings in `extensions.explain`; unset: nobody does.',
    ),
  graphiql: z
    .boolean()
    .optional()
    .describe('Whether `GET /` in a browser gives GraphiQL; follows `introspection`.'),
  persistedQueries: z
    .boolean()
    .default(true)
    .describe(
      'Whether clients may send the hash of a document in its place, after having sent both once (automatic persisted queries).',
    ),
  shareOperations: z
    .boolean()
    .default(false)
    .describe(
      'Whether queries in flight that are the same (document, variables, every propagated header) share one execution.',
    ),
  headers: z
    .array(headerRuleSchema)
    .default([{ propagate: 'traceparent' }, { propagate: 'tracestate' }, { propagate: 'accept-language' }])
    .describe(
      'Rules: which headers of a request subgraphs get to see. Unset: `traceparent`, `tracestate`, `accept-language`. Credentials only if a rule says so.',
    ),
  limits: limitsSchema.prefault({}),
  subgraphs: subgraphsSchema.prefault({}),
  warmUp: warmUpSchema.prefault({}),
});

/** The gateway as a process of its own. */
export const gatewayConfigSchema = mountedGatewayConfigSchema
  .extend({
    supergraph: z.string().optional().describe('Path of a supergraph file, watched for changes.'),
    registry: registrySchema.optional().describe('The platform that delivers the supergraph.'),
    host: z.string().default('127.0.0.1').describe('The address to listen at.'),
    port: z.int().min(0).max(65_535).default(4000).describe('The port to listen at; 0 takes a free one.'),
    workers: z
      .union([z.literal('auto'), z.int().min(1).max(WORKERS_MAX)])
      .default(1)
      .describe(
        'Processes that answer clients, behind the one port; `auto`: as many as there are cores. From 2 on, another process has port, supergraph and planner.',
      ),
    logLevel: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .describe('The least level that is logged.'),
    accessLog: z
      .boolean()
      .default(true)
      .describe('Whether each request is logged (name and signature, never its text).'),
    cors: corsSchema.prefault({}),
    connections: connectionsSchema.prefault({}),
    trustProxy: z.boolean().default(false).describe('Whether to believe `x-forwarded-*` headers.'),
    clientTraces: z
      .enum(['continue', 'link'])
      .default('continue')
      .describe(
        'Whether requests continue the traces that clients name in `traceparent`, or begin their own with a link to them: for clients that must not decide what is recorded.',
      ),
    drainTimeoutMs: ms(10_000).describe('Milliseconds that requests in flight get to finish at the end.'),
  })
  .refine(({ supergraph, registry }) => (supergraph === undefined) !== (registry === undefined), {
    message: 'exactly one of `supergraph` (a file) and `registry` must be set',
    path: ['supergraph'],
  })
  .refine(({ cors }) => !(cors.origins === '*' && cors.credentials), {
    message: 'cannot be allowed to every origin',
    path: ['cors', 'credentials'],
  });

export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;
export type MountedGatewayConfigInput = z.input<typeof mountedGatewayConfigSchema>;
export type MountedGatewayConfig = z.output<typeof mountedGatewayConfigSchema>;

export function toHeaderRules(rules: MountedGatewayConfig['headers']): HeaderRule[] {
  return rules.map(({ propagate, rename, default: fallback, subgraphs }) => {
    const only = subgraphs && new Set(subgraphs);
    return typeof propagate === 'string'
      ? { kind: 'named', name: propagate, rename, fallback, subgraphs: only }
      : { kind: 'matching', pattern: new RegExp(propagate.matching), subgraphs: only };
  });
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
