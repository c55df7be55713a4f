import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { refusal } from '../gateway-error.js';

/** A request with this header asks for its plan and its timings; the value is the token of the configuration. */
export const EXPLAIN_HEADER = 'kontor-explain';

/** Does the request ask for an explanation? Throws the refusal of one that may not have it. */
export type AsksForExplanation = (headers: IncomingHttpHeaders) => boolean;

/** Of the token only a hash is kept. Without a token nobody gets an explanation, and is told the same. */
export function createExplainPermission(token: string | undefined): AsksForExplanation {
  const expected = token === undefined ? undefined : digest(token);
  return (headers) => {
    const given = headers[EXPLAIN_HEADER];
    if (given === undefined) return false;
    if (expected && typeof given === 'string' && timingSafeEqual(digest(given), expected)) return true;
    throw refusal(
      'EXPLAIN_NOT_PERMITTED',
      `The value of ${EXPLAIN_HEADER} is not the token of this gateway.`,
    );
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
