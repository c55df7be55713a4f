import { ProcessError } from '@kontor/http/basics';
import * as z from 'zod';
import { headerRuleSchema, limitsSchema, subgraphsSchema, warmUpSchema } from '../config.js';
import { parseConfig } from '../config-values.js';
import type {
  GatewayLogger,
  GraphQLDataSource,
  ServiceEndpoint,
  SupergraphFacts,
  SupergraphHook,
  SupergraphManager,
} from './apollo-types.js';

/** Options that are plain values: those of the Kontor gateway which concern what happens behind Apollo Server. */
const valuesSchema = z.strictObject({
  headers: z.array(headerRuleSchema).default([]),
  limits: limitsSchema
    // Bodies and persisted queries are Apollo Server's.
    .omit({
      bodyBytesMax: true,
      persistedQueriesBytesMax: true,
      documentCacheBytesMax: true,
    })
    .prefault({}),
  subgraphs: subgraphsSchema
    // As the stock gateway does.
    .extend({ showUncodedErrors: z.boolean().default(true) })
    .prefault({}),
  warmUp: warmUpSchema.prefault({}),
  serviceHealthCheck: z.boolean().default(false),
  honorSubgraphCacheControlHeader: z.boolean().default(true),
  debug: z.boolean().default(false),
});

export type KontorGatewayValues = z.output<typeof valuesSchema>;

export interface KontorGatewayOptions extends z.input<typeof valuesSchema> {
  /** A supergraph; a function that brings one, and may bring newer ones; or an object with such a function. */
  supergraphSdl: string | SupergraphHook | SupergraphManager;
  /** The way to one subgraph, such as a RemoteGraphQLDataSource. Kontor's own client where it returns nothing. */
  buildService?: (endpoint: ServiceEndpoint) => GraphQLDataSource | undefined;
  logger?: GatewayLogger;
  experimental_didUpdateSupergraph?: (current: SupergraphFacts, previous?: SupergraphFacts) => void;
}

export interface ReadOptions {
  readonly values: KontorGatewayValues;
  readonly supergraphSdl: KontorGatewayOptions['supergraphSdl'];
  readonly buildService: KontorGatewayOptions['buildService'];
  readonly didUpdateSupergraph: KontorGatewayOptions['experimental_didUpdateSupergraph'];
  readonly logger: GatewayLogger;
}

const MANAGED =
  'Managed federation is not supported. Pass `supergraphSdl`: a function may fetch it from wherever it is.';
const COMPOSED_ELSEWHERE =
  'Nothing is composed here: pass `supergraphSdl: new IntrospectAndCompose({ subgraphs })`, or compose when you deploy.';
const PLANNER = 'The planner has limits of its own: see `limits` (`evaluatedPlansMax`, `pathsPerFieldMax`).';

/** Options of `ApolloGateway` that are refused, and what to do instead. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['uplinkEndpoints', MANAGED],
  ['uplinkMaxRetries', MANAGED],
  ['schemaConfigDeliveryEndpoint', MANAGED],
  ['fallbackPollIntervalInMs', MANAGED],
  ['pollIntervalInMs', MANAGED],
  ['serviceList', COMPOSED_ELSEWHERE],
  ['localServiceList', COMPOSED_ELSEWHERE],
  ['introspectionHeaders', 'Pass it to IntrospectAndCompose.'],
  ['experimental_updateServiceDefinitions', COMPOSED_ELSEWHERE],
  ['experimental_updateSupergraphSdl', 'Pass a function as `supergraphSdl`; it gets `update`.'],
  ['queryPlannerConfig', PLANNER],
  ['experimental_didResolveQueryPlan', 'Plans are compiled, not interpreted: there is no plan of that form.'],
  ['experimental_approximateQueryPlanStoreMiB', 'Use `limits.planCacheMiB`.'],
  ['experimental_autoFragmentization', 'Leave it out.'],
  ['__exposeQueryPlanExperimental', 'Plans are not shown to clients.'],
  ['validateSupergraph', 'Leave it out: every supergraph is validated.'],
  ['fetcher', 'Pass it to the RemoteGraphQLDataSource that `buildService` returns.'],
  ['telemetry', 'Leave it out: instrument Apollo Server and the subgraphs.'],
]);

/** Throws ProcessError: GATEWAY_OPTION_UNSUPPORTED or GATEWAY_CONFIG_INVALID. */
export function readOptions(options: KontorGatewayOptions): ReadOptions {
  const {
    supergraphSdl,
    buildService,
    logger,
    experimental_didUpdateSupergraph: didUpdateSupergraph,
    ...rest
  } = options;
  for (const [name, value] of Object.entries(rest)) {
    const instead = UNSUPPORTED.get(name);
    if (instead !== undefined && value !== undefined)
      throw new ProcessError(
        'GATEWAY_OPTION_UNSUPPORTED',
        `KontorGateway has no option \`${name}\`. ${instead}`,
      );
  }
  if (supergraphSdl === undefined)
    throw new ProcessError('GATEWAY_OPTION_UNSUPPORTED', `KontorGateway needs \`supergraphSdl\`. ${MANAGED}`);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const values = parseConfig(valuesSchema, given);
  const wrong =
    wrongType(
      'supergraphSdl',
      isSupergraphOption(supergraphSdl),
      'a text, a function or an object with `initialize`',
    ) ??
    wrongType(
      'buildService',
      buildService === undefined || typeof buildService === 'function',
      'a function',
    ) ??
    wrongType(
      'experimental_didUpdateSupergraph',
      didUpdateSupergraph === undefined || typeof didUpdateSupergraph === 'function',
      'a function',
    );
  if (wrong) throw wrong;
  return {
    values,
    supergraphSdl,
    buildService,
    didUpdateSupergraph,
    logger: logger ?? errorStream(values.debug),
  };
}

function isSupergraphOption(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    'initialize' in value &&
    typeof value.initialize === 'function'
  );
}

const wrongType = (name: string, isRight: boolean, what: string): ProcessError | undefined =>
  isRight ? undefined : new ProcessError('GATEWAY_CONFIG_INVALID', `\`${name}\` must be ${what}.`);

function errorStream(debug: boolean): GatewayLogger {
  const write = (message: unknown): void => void process.stderr.write(`${String(message)}\n`);
  const silent = (): void => undefined;
  return { debug: debug ? write : silent, info: debug ? write : silent, warn: write, error: write };
}
