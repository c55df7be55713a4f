import { REQUEST_ID_HEADER } from '@kontor/http/basics';
import { CONNECTION_HEADERS } from './connection-headers.js';

/**
 * The headers of one client's request for a subgraph: checked once and written once for all of its fetches.
 */
export interface PreparedHeaders {
  /** Names in lower case. */
  readonly record: Readonly<Record<string, string>>;
  /** As they are sent over HTTP/1.1: a line each, with its end. */
  readonly text: string;
  /**
   * The lines without those that name the single request (its id, and its trace unless somebody records that): equal only
   * for requests that a subgraph must answer alike.
   */
  readonly sharedText: string;
}

/**
 * They differ for every request and say where it comes from, not who asks or what for. `baggage` is none of them: services
 * read business facts from it.
 */
const OF_ONE_REQUEST = new Set([REQUEST_ID_HEADER, 'traceparent', 'tracestate']);

/** W3C trace context, with the flags. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]([0-9a-f])/;

/**
 * A trace that somebody records must be whole: its fetches are its own. So is what looks like no trace at all; who knows what
 * it is.
 */
function isRecorded(traceparent: string | undefined): boolean {
  if (traceparent === undefined) return false;
  const flag = TRACEPARENT.exec(traceparent)?.[1];
  return flag === undefined || Number.parseInt(flag, 16) % 2 === 1;
}

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** Bytes of one line: no end of line, nothing beyond Latin-1, no control characters. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Leaves out what is the client's own business. Throws for what cannot be in a header; the value is not told. */
export function prepareHeaders(headers: Readonly<Record<string, string>>): PreparedHeaders {
  const record: Record<string, string> = {};
  for (const given in headers) {
    const name = given.toLowerCase();
    if (CONNECTION_HEADERS.has(name) || name === '__proto__') continue;
    const value = headers[given] as string;
    if (!NAME.test(name)) throw new TypeError(`${JSON.stringify(given)} is no name of a header`);
    if (!VALUE.test(value)) throw new TypeError(`the header ${name} has a value that cannot be sent`);
    record[name] = value;
  }
  const keepsTrace = isRecorded(record['traceparent']);
  let sharedText = '';
  let rest = '';
  for (const name in record) {
    const line = `${name}: ${record[name]}\r\n`;
    if (OF_ONE_REQUEST.has(name) && !(keepsTrace && name !== REQUEST_ID_HEADER)) rest += line;
    else sharedText += line;
  }
  return { record, text: sharedText + rest, sharedText };
}
