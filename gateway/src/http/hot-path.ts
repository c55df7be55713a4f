import type { IncomingMessage } from 'node:http';
import { isText, type InterceptedRequest, type RequestInterceptor } from '@kontor/http';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { PersistedQueries } from '../apollo/persisted-queries.js';
import type { EngineResult } from '../engine/engine.js';
import type { OperationExecutor } from '../execute-operation.js';
import { EXPLAIN_HEADER } from '../explain/explain-permission.js';
import { messageOf } from '../message-of.js';
import type { CanonicalOperations } from '../operations/canonical-operations.js';
import type { IdentifiedOperation, KnownOperations } from '../operations/known-operations.js';
import { newObservedRequest, type ObservedRequest } from '../request-context.js';
import type { ServedSupergraph, Swap } from '../supergraph/swap.js';
import type { AnswerTypes } from './answer-types.js';
import { createRequestContext, tellWhenEnded, type RequestScopeParts } from './request-scope.js';
import { isRecord } from '../is-record.js';

/**
 * The short way to an answer, before Apollo Server's pipeline: for an operation that is known, posted as JSON.
 *
 *   POST, JSON, a body of known length ─> its text is known here ─> variables fit ─> engine ─> bytes
 *                    │                            │                      │             │
 *                    └────────────────────────────┴──── the long way ────┴─────────────┘ (nothing was executed)
 *
 * Whatever is unusual takes the long way, and is answered there as if this file did not exist; what is answered here
 * has been answered there once, with the same words (test/integration/gateway-hot-path.test.ts compares them).
 */
export interface HotPathParts extends RequestScopeParts {
  readonly path: string;
  readonly bodyBytesMax: number;
  readonly swap: Swap;
  readonly known: KnownOperations;
  readonly canonical: CanonicalOperations;
  readonly persistedQueries: PersistedQueries | undefined;
  readonly shareOperations: boolean;
  readonly answerTypes: AnswerTypes;
  readonly runKnown: OperationExecutor['runKnown'];
  /** As Apollo Server would format and note them. */
  formatErrors(errors: readonly GraphQLError[], observed: ObservedRequest): readonly GraphQLFormattedError[];
}

export function createHotPath(parts: HotPathParts): RequestInterceptor {
  return (request) => {
    if (request.method !== 'POST' || request.url !== parts.path) return undefined;
    const contentType = takeable(request, parts);
    return contentType === undefined ? undefined : (intercepted) => receive(intercepted, contentType, parts);
  };
}

/** The type of the answer, when head and length of the request are the usual ones. */
function takeable({ headers }: IncomingMessage, parts: HotPathParts): string | undefined {
  const type = headers['content-type'];
  if (type !== 'application/json' && type !== 'application/json; charset=utf-8') return undefined;
  const length = Number(headers['content-length'] ?? NaN);
  if (!(length > 0 && length <= parts.bodyBytesMax)) return undefined;
  if (headers['content-encoding'] !== undefined || headers.host === undefined) return undefined;
  if (headers.expect !== undefined || headers[EXPLAIN_HEADER] !== undefined) return undefined;
  return parts.answerTypes.of(headers.accept);
}

/** Reads the body, then decides: everything up to the first fetch happens in one turn. */
function receive(intercepted: InterceptedRequest, contentType: string, parts: HotPathParts): void {
  const { request } = intercepted;
  let chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [only, ...others] = chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(chunks);
    chunks = [];
    try {
      if (!answer(intercepted, body, contentType, parts)) intercepted.decline(body);
    } catch (defect) {
      answerDefect(intercepted, defect, newObservedRequest(true), contentType, parts);
    }
  });
}

/** False: not answered here. */
function answer(
  intercepted: InterceptedRequest,
  body: Buffer,
  contentType: string,
  parts: HotPathParts,
): boolean {
  const served = parts.swap.current();
  const asked = served && readAsked(body, served, parts);
  if (!asked) return false;
  const { loaded } = served;
  const { request, response, requestId, arrivedAtMs } = intercepted;
  const observed = newObservedRequest(true);
  const running = parts.runKnown(asked.operation, asked.variables, loaded, () =>
    createRequestContext({ requestId, headers: request.headers, response, observed }, NO_HEADERS, parts),
  );
  if (!running) return false;
  const lease = parts.swap.lease();
  const forget = tellWhenEnded({ requestId, response, observed }, arrivedAtMs, parts.listeners);
  running
    .then((result) => {
      // The operation was refused, nothing was executed: the long way says so, and with which status.
      if (result.data === undefined) {
        forget();
        return intercepted.decline(body);
      }
      intercepted.answer(200, ['content-type', contentType], writeBody(result, asked, observed, parts));
    })
    .catch((defect: unknown) => answerDefect(intercepted, defect, observed, contentType, parts))
    .finally(() => lease.release());
  return true;
}

/** A failure of ours is one request's, as on the long way: told in the log, hidden from the client. */
function answerDefect(
  intercepted: InterceptedRequest,
  defect: unknown,
  observed: ObservedRequest,
  contentType: string,
  parts: HotPathParts,
): void {
  const errors = parts.formatErrors([toGraphQLError(defect)], observed);
  if (intercepted.response.headersSent) intercepted.response.destroy();
  else intercepted.answer(500, ['content-type', contentType], `${JSON.stringify({ errors })}\n`);
}

const NO_HEADERS = {};

interface Asked {
  readonly operation: IdentifiedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Where the operation stands for what was sent: the answer with the client's names. */
  readonly restore?: (json: string) => string;
}

/** Undefined: not JSON, not a plain request, or not known on this supergraph. */
function readAsked(
  body: Buffer,
  { loaded }: ServedSupergraph,
  { known, canonical, persistedQueries }: HotPathParts,
): Asked | undefined {
  if (!isText(body)) return undefined;
  const request = parseJson(body);
  if (!isRecord(request)) return undefined;
  const { operationName, variables } = request;
  const query = textOf(request, persistedQueries);
  if (query === undefined) return undefined;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    return undefined;
  if (variables !== undefined && variables !== null && !isRecord(variables)) return undefined;
  const operation = known.find(loaded, query, operationName ?? undefined);
  if (operation) return { operation, variables: variables ?? {} };
  const standIn = canonical.find(loaded, query, operationName ?? undefined);
  return standIn && { ...standIn, variables: { ...variables, ...standIn.variables } };
}

/** The document, or the one that its hash stands for. Both together are news, and any other extension is unusual. */
function textOf(
  { query, extensions }: Record<string, unknown>,
  persistedQueries: PersistedQueries | undefined,
): string | undefined {
  if (extensions === undefined || extensions === null) return typeof query === 'string' ? query : undefined;
  if (query !== undefined || !isRecord(extensions) || Object.keys(extensions).length !== 1) return undefined;
  const persisted = extensions['persistedQuery'];
  if (!isRecord(persisted) || persisted['version'] !== 1) return undefined;
  const hash = persisted['sha256Hash'];
  return typeof hash === 'string' ? persistedQueries?.find(hash) : undefined;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** With the line break that Apollo Server ends its answers with. A result that several wait for is written once. */
function writeBody(
  result: EngineResult,
  { restore }: Asked,
  observed: ObservedRequest,
  parts: HotPathParts,
): string | Uint8Array {
  const { data, errors } = result;
  if (errors.length === 0 && parts.shareOperations && !restore) return writeOnce(result);
  const told = errors.length === 0 ? { data } : { errors: parts.formatErrors(errors, observed), data };
  const json = JSON.stringify(told);
  // The promise of the result may be old garbage by now: what hangs on it would live on as long.
  if (!parts.shareOperations) result.data = null;
  return toLine(restore ? restore(json) : json);
}

function writeOnce(result: EngineResult): Uint8Array {
  let written = writtenResults.get(result);
  if (!written) {
    written = toBytes(JSON.stringify({ data: result.data }));
    writtenResults.set(result, written);
  }
  return written;
}

/** Longer ones are copied twice when they are written as text, together with the head. */
const TEXT_LENGTH_MAX = 8 * 1024;
const LINE_END = 0x0a;

const toLine = (json: string): string | Uint8Array =>
  json.length <= TEXT_LENGTH_MAX ? `${json}\n` : toBytes(json);

function toBytes(json: string): Buffer {
  const length = Buffer.byteLength(json);
  const bytes = Buffer.allocUnsafeSlow(length + 1);
  bytes.write(json, 0, length, length === json.length ? 'latin1' : 'utf8');
  bytes[length] = LINE_END;
  return bytes;
}

const writtenResults = new WeakMap<EngineResult, Buffer>();

const toGraphQLError = (defect: unknown): GraphQLError =>
  defect instanceof GraphQLError
    ? defect
    : new GraphQLError(messageOf(defect), { originalError: defect instanceof Error ? defect : undefined });
