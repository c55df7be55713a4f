import { tracedFetch } from '@kontor/telemetry';

/** What asking another subgraph can come to; anything else is a defect and throws. */
export type Answer<T> =
  | { kind: 'answered'; data: T }
  /** It understood and said no: the code is one of its schema's. */
  | { kind: 'refused'; code: string; message: string }
  /** It did not answer in time, or not with GraphQL. It may have done what it was asked. */
  | { kind: 'unavailable'; reason: string };

export interface GraphQLClient {
  ask<T>(document: string, variables: Readonly<Record<string, unknown>>): Promise<Answer<T>>;
}

export interface GraphQLClientOptions {
  /** Of the subgraph's GraphQL endpoint. */
  url: string;
  /** For one request, connecting and reading included; default {@link ASK_TIMEOUT_MS}. */
  timeoutMs?: number;
  headers?: Readonly<Record<string, string>>;
}

export const ASK_TIMEOUT_MS = 5_000;

interface GraphQLBody {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: unknown } }[];
}

/** Asks another subgraph over the network, as any client would. */
export function createGraphQLClient({
  url,
  timeoutMs = ASK_TIMEOUT_MS,
  headers = {},
}: GraphQLClientOptions): GraphQLClient {
  return {
    ask: async <T>(document: string, variables: Readonly<Record<string, unknown>>): Promise<Answer<T>> => {
      const body = await post();
      if (body === undefined) return { kind: 'unavailable', reason: `${url} did not answer` };
      const [error] = body.errors ?? [];
      if (!error) return { kind: 'answered', data: body.data as T };
      const code = error.extensions?.code;
      return typeof code === 'string' && !FAILURES.has(code)
        ? { kind: 'refused', code, message: error.message }
        : { kind: 'unavailable', reason: `${url} failed to answer` };

      async function post(): Promise<GraphQLBody | undefined> {
        try {
          const response = await tracedFetch(new URL(url), {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
            body: JSON.stringify({ query: document, variables }),
            signal: AbortSignal.timeout(timeoutMs),
          });
          const parsed: unknown = await response.json();
          return isGraphQLBody(parsed) ? parsed : undefined;
        } catch {
          // Refused, reset, timed out, not JSON: for the caller it is all the same.
          return undefined;
        }
      }
    },
  };
}

/** Codes that say nothing about the request: trying again later may help. */
const FAILURES = new Set(['INTERNAL_ERROR', 'DATABASE_UNAVAILABLE', 'WRITE_CONFLICT']);

const isGraphQLBody = (value: unknown): value is GraphQLBody =>
  typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
