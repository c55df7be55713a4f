import { isText } from '@kontor/http';
import type { ErrorCode } from '@kontor/protocol';
import type { IncomingHttpHeaders } from 'node:http';

export type GraphQLBody =
  /** Undefined: no body, or one of a kind that CSRF prevention has to refuse. */
  { kind: 'read'; value: unknown } | { kind: 'refused'; code: ErrorCode; message: string };

/** Types that a browser sends to other origins without asking first. */
const SENT_WITHOUT_PREFLIGHT = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
  '',
]);

/** Reads the body of a GraphQL request: JSON in UTF-8, one operation. */
export function readGraphQLBody(headers: IncomingHttpHeaders, body: Buffer | undefined): GraphQLBody {
  if (body === undefined || body.length === 0) return { kind: 'read', value: undefined };
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (SENT_WITHOUT_PREFLIGHT.has(type)) return { kind: 'read', value: undefined };
  if (type !== 'application/json')
    return refused('MEDIA_TYPE_UNSUPPORTED', 'The body must be of type application/json.');
  return readJson(body);
}

function readJson(body: Buffer): GraphQLBody {
  if (!isText(body)) return refused('REQUEST_INVALID', 'The body is not valid UTF-8.');
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (Array.isArray(value))
      return refused(
        'BATCHING_NOT_SUPPORTED',
        'The body is an array; this gateway takes one operation per request.',
      );
    return { kind: 'read', value };
  } catch {
    return refused('REQUEST_INVALID', 'The body is not valid JSON.');
  }
}

const refused = (code: ErrorCode, message: string): GraphQLBody => ({ kind: 'refused', code, message });
