import type { SubgraphAnswer, SubgraphError } from '../engine/engine.js';
import type { ErrorCode } from '@kontor/protocol';
import { bodyText } from './body-text.js';
import type { WireResponse } from './transport.js';
import { isRecord } from '../is-record.js';

/** An error as the subgraph wrote it, kept for the log when clients must not see it. */
export interface HiddenError {
  readonly message: string;
}

export interface ReadResponse {
  readonly answer: SubgraphAnswer;
  /** Errors that clients see only as SUBGRAPH_ERROR. */
  readonly hidden: readonly HiddenError[];
  /** Beside data and errors, as the subgraph wrote it. */
  readonly extensions?: unknown;
}

const JSON_TYPES = new Set(['application/json', 'application/graphql-response+json']);

/**
 * Reads a subgraph's answer: GraphQL passes, whatever its status; anything else is named. Nothing of a foreign body
 * goes to clients.
 */
export function readGraphQLResponse(subgraph: string, raw: WireResponse, showUncoded: boolean): ReadResponse {
  if (raw.status >= 300 && raw.status < 400) return invalid(subgraph, `a redirect (HTTP ${raw.status})`);
  if (raw.contentEncoding !== undefined && raw.contentEncoding.toLowerCase() !== 'identity')
    return invalid(subgraph, 'an encoded body');
  if (!isJson(raw.contentType))
    return invalid(subgraph, `HTTP ${raw.status} and content type ${mediaType(raw.contentType) || 'none'}`);
  const body = parseBody(raw.body);
  if (!isRecord(body)) return invalid(subgraph, `HTTP ${raw.status} and a body that is no JSON object`);
  const refusal = refusalOf(body);
  if (refusal) return { answer: failed(subgraph, refusal.code, refusal.message), hidden: [] };
  return readBody(subgraph, raw.status, body, showUncoded);
}

/** What most subgraphs write needs no further look. */
const isJson = (contentType: string | undefined): boolean =>
  contentType === 'application/json' ||
  contentType === 'application/json; charset=utf-8' ||
  JSON_TYPES.has(mediaType(contentType));

function readBody(
  subgraph: string,
  status: number,
  body: Record<string, unknown>,
  showUncoded: boolean,
): ReadResponse {
  const { data, errors, extensions } = body;
  if (data !== undefined && data !== null && !isRecord(data))
    return invalid(subgraph, 'data that is no object');
  if (errors !== undefined && errors !== null && !(Array.isArray(errors) && errors.every(isWrittenError)))
    return invalid(subgraph, 'errors that are no list of errors');
  const given = (errors ?? []) as WrittenError[];
  if (data && given.length === 0)
    return { answer: { kind: 'answered', data, errors: NONE }, hidden: NONE, extensions };
  if (data === undefined && given.length === 0)
    return invalid(subgraph, `HTTP ${status} and a body without data and errors`);
  const hidden: HiddenError[] = [];
  const shown = given.map((error) => {
    if (showUncoded || isPublic(error)) return publicError(subgraph, error);
    hidden.push({ message: error.message });
    return maskedError(subgraph, error);
  });
  return { answer: { kind: 'answered', data: data ?? null, errors: shown }, hidden, extensions };
}

export interface WrittenError {
  message: string;
  path?: (string | number)[];
  extensions?: Record<string, unknown>;
}

export const isWrittenError = (error: unknown): error is WrittenError =>
  isRecord(error) &&
  typeof error['message'] === 'string' &&
  (error['path'] == null || (Array.isArray(error['path']) && error['path'].every(isPathElement))) &&
  (error['extensions'] == null || isRecord(error['extensions']));

const isPathElement = (element: unknown) => typeof element === 'string' || typeof element === 'number';

/** A code says that somebody decided what clients may read; without one the message is whatever was thrown. */
const isPublic = (error: WrittenError): boolean => {
  const code = error.extensions?.['code'];
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR';
};

/** Where servers put stack traces and the like, and what our own server would read as a word about its answer. */
const INTERNALS = new Set([
  'http',
  'validationErrorCode',
  'stacktrace',
  'stack',
  'exception',
  'trace',
  'debugMessage',
  'response',
  'serviceName',
]);

export function publicError(subgraph: string, { message, path, extensions }: WrittenError): SubgraphError {
  const kept = Object.entries(extensions ?? {}).filter(([key]) => !INTERNALS.has(key));
  return {
    message,
    ...(path ? { path } : {}),
    extensions: { code: 'SUBGRAPH_ERROR', ...Object.fromEntries(kept), subgraph },
  };
}

const maskedError = (subgraph: string, { path }: WrittenError): SubgraphError => ({
  message: `The subgraph "${subgraph}" failed at a part of the request.`,
  ...(path ? { path } : {}),
  extensions: { code: 'SUBGRAPH_ERROR', subgraph },
});

/** A Kontor subgraph refuses a whole request over plain HTTP with `{ error: { code, message, fix } }`. */
function refusalOf({ error }: Record<string, unknown>): { code: string; message: string } | undefined {
  if (!isRecord(error)) return undefined;
  const { code, message } = error;
  return typeof code === 'string' && typeof message === 'string' ? { code, message } : undefined;
}

export function failed(subgraph: string, code: ErrorCode | (string & {}), message: string): SubgraphAnswer {
  return { kind: 'failed', error: { message, extensions: { code, subgraph } } };
}

const invalid = (subgraph: string, what: string): ReadResponse => ({
  answer: failed(
    subgraph,
    'SUBGRAPH_RESPONSE_INVALID',
    `The subgraph "${subgraph}" answered with ${what}, which is no GraphQL response.`,
  ),
  hidden: [],
});

const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const NONE: readonly never[] = [];

function parseBody(body: WireResponse['body']): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : bodyText(body));
  } catch {
    return undefined;
  }
}
