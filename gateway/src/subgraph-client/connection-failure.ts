/** How a request to a subgraph failed below HTTP. */
export interface ConnectionFailure {
  /** True only when it is certain that no byte of the request left: then even a mutation may be sent again. */
  readonly nothingSent: boolean;
  /** For the log: the system's or the client library's code. */
  readonly cause: string;
}

/** No connection came about. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
]);

export function readConnectionFailure(error: unknown): ConnectionFailure {
  const cause = codeOf(error);
  return { nothingSent: NEVER_CONNECTED.has(cause), cause };
}

/** Several addresses tried in turn fail together, as one AggregateError: its first error stands for all. */
function codeOf(error: unknown): string {
  const { code, errors, name } = (error ?? {}) as { code?: unknown; errors?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return typeof name === 'string' ? name : 'UNKNOWN';
}
