/**
 * Headers that say something of one connection (hop-by-hop: RFC 9110, 7.6.1) or of the bodies on it. Each side of the
 * gateway has its own: a client's are not passed on, and nobody but the subgraph client sets those of a fetch. One more of
 * that name would make the request two for some readers.
 */
export const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'host',
  'expect',
  'accept',
  'accept-encoding',
  'content-type',
  'content-length',
  'content-encoding',
]);
