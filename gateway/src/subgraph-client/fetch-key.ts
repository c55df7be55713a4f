import type { PreparedHeaders } from './prepared-headers.js';

/**
 * What is the same for two fetches that a subgraph must answer alike: where they go, all headers but those that name the
 * single request, and the body. No two fetches that differ in any of it have the same key: the lengths come before the texts
 * that may hold anything, each header is a line that holds no end of line, and an empty line ends them.
 */
export const fetchKey = (
  subgraph: string,
  href: string,
  { sharedText }: PreparedHeaders,
  body: string,
): string => `${subgraph.length}:${subgraph}${href.length}:${href}${sharedText}\r\n${body}`;
