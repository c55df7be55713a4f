import type { PreparedHeaders } from './prepared-headers.js';

/**
 * What is the same for two fetches that a subgraph must answer alike, but for the body, of which it has the length: where
 * they go, and all headers but those that name the single request. No two fetches that differ in any of it have the same
 * key: the lengths come before the texts that may hold anything, and each header is a line that holds no end of line.
 *
 * Bodies are long, and mostly nothing else is in flight that they could be compared with: they stay out of it.
 */
export const fetchKey = (
  subgraph: string,
  href: string,
  { sharedText }: PreparedHeaders,
  body: string,
): string => `${subgraph.length}:${subgraph}${href.length}:${href}${sharedText}\r\n${body.length}`;
