export interface HttpTimeouts {
  /** A whole request, body included, must have arrived within this. */
  requestTimeoutMs: number;
  /** A request's headers must have arrived within this. */
  headersTimeoutMs: number;
  /** An idle connection is kept this long. Clients that pool must give up earlier than the server does. */
  keepAliveTimeoutMs: number;
}

/** Open connections at once; further ones are closed as they come, so that files and subgraphs can still be opened. */
export const DEFAULT_CONNECTIONS_MAX = 16_384;

export const DEFAULT_HTTP_TIMEOUTS: HttpTimeouts = {
  requestTimeoutMs: 30_000,
  headersTimeoutMs: 15_000,
  keepAliveTimeoutMs: 65_000,
};
