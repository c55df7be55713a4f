import type { SubgraphAnswer, SubgraphError, SubgraphFetch } from '../engine/engine.js';
import { messageOf } from '../message-of.js';
import { failed, isWrittenError, publicError } from '../subgraph-client/graphql-response.js';
import type { AnswerRemarks } from '../subgraph-client/subgraph-client.js';
import {
  REQUEST_KINDS,
  type DataSourceResponse,
  type GatewayLogger,
  type GraphQLDataSource,
  type IncomingRequest,
} from './apollo-types.js';
import { isRecord } from '../is-record.js';

export interface DataSourceCall {
  readonly source: GraphQLDataSource;
  readonly incoming: IncomingRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly timeoutMs: number;
  /** May clients read what it throws, and what subgraphs say without a code? */
  readonly showUncodedErrors: boolean;
  readonly logger: GatewayLogger;
  onRemarks(remarks: Pick<AnswerRemarks, 'extensions'>): void;
}

/** One fetch through code of the server's own. It is waited for as long as for any fetch; to end it is its own business. */
export async function askDataSource(fetch: SubgraphFetch, call: DataSourceCall): Promise<SubgraphAnswer> {
  const { promise: timeout, resolve } = Promise.withResolvers<'timeout'>();
  const timer = setTimeout(() => resolve('timeout'), call.timeoutMs);
  try {
    const response = await Promise.race([process(fetch, call), timeout]);
    if (response === 'timeout')
      return failed(
        fetch.subgraph,
        'SUBGRAPH_TIMEOUT',
        `The subgraph "${fetch.subgraph}" did not answer in time.`,
      );
    return readResponse(fetch.subgraph, response, call);
  } catch (error) {
    return { kind: 'failed', error: whyThrown(fetch.subgraph, error, call) };
  } finally {
    clearTimeout(timer);
  }
}

// Not an async function by name only: what `process` throws before it returns must be a rejection, too.
const process = async (
  { query, operationName, variables, url }: SubgraphFetch,
  { source, incoming, headers, path }: DataSourceCall,
): Promise<DataSourceResponse> =>
  source.process({
    kind: REQUEST_KINDS.operation,
    request: {
      query,
      variables: { ...variables },
      ...(operationName !== undefined && { operationName }),
      http: { method: 'POST', url, headers: new Headers(headers) },
    },
    incomingRequestContext: incoming,
    context: incoming.context,
    pathInIncomingRequest: [...path],
  });

function readResponse(subgraph: string, response: unknown, call: DataSourceCall): SubgraphAnswer {
  const invalid = (what: string): SubgraphAnswer =>
    failed(subgraph, 'SUBGRAPH_RESPONSE_INVALID', `The subgraph "${subgraph}" answered with ${what}.`);
  if (!isRecord(response)) return invalid('no object');
  const { data = null, errors, extensions } = response;
  if (data !== null && !isRecord(data)) return invalid('data that is no object');
  const written: unknown = errors ?? [];
  if (!Array.isArray(written) || !written.every(isWrittenError))
    return invalid('errors that are no list of errors');
  if (response['data'] === undefined && written.length === 0) return invalid('neither data nor errors');
  call.onRemarks({ extensions });
  return {
    kind: 'answered',
    data,
    errors: written.map((error) => shown(subgraph, error, call)),
    // The source may keep what it returned.
    shared: true,
  };
}

function shown(
  subgraph: string,
  error: Parameters<typeof publicError>[1],
  call: DataSourceCall,
): SubgraphError {
  // Errors of graphql-js have their members on the prototype.
  const { message, path, extensions } = error;
  const told = publicError(subgraph, { message, ...(path && { path }), ...(extensions && { extensions }) });
  return call.showUncodedErrors || isCoded(extensions) ? told : masked(subgraph, path);
}

const isCoded = (extensions: Readonly<Record<string, unknown>> | undefined): boolean => {
  const code = extensions?.['code'];
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
};

const masked = (subgraph: string, path?: readonly (string | number)[]): SubgraphError => ({
  message: `The subgraph "${subgraph}" failed at a part of the request.`,
  ...(path && { path }),
  extensions: { code: 'SUBGRAPH_ERROR', subgraph },
});

/** A GraphQLError was made for clients; a failure of the network or of the system names addresses, and never was. */
function whyThrown(subgraph: string, error: unknown, call: DataSourceCall): SubgraphError {
  // Also one of another copy of graphql-js, which is no instance of this one's class.
  if (isWrittenError(error) && isRecord(error.extensions)) return shown(subgraph, error, call);
  call.logger.error(`The data source of the subgraph "${subgraph}" failed: ${messageOf(error)}`);
  if (isOfTheSystem(error))
    return {
      message: `The subgraph "${subgraph}" could not be reached.`,
      extensions: { code: 'SUBGRAPH_UNREACHABLE', subgraph },
    };
  return call.showUncodedErrors
    ? { message: messageOf(error), extensions: { code: 'SUBGRAPH_ERROR', subgraph } }
    : masked(subgraph);
}

/** By their codes (`ECONNREFUSED`), also as the cause of what `fetch` throws. */
const isOfTheSystem = (error: unknown): boolean =>
  isCodedError(error) || (error instanceof Error && isCodedError(error.cause));

const isCodedError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
