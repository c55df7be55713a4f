import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@kontor/http';

/** One GraphQL request, as a subgraph's context sees it. */
export interface SubgraphRequest {
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The caller's `x-request-id`, or a new one; it is in the answer and in every log line. */
  readonly requestId: string;
  /** Aborts when the caller hangs up before its answer. */
  readonly signal: AbortSignal;
  /** Logs with the request id. */
  readonly log: Logger;
}

const known = new WeakMap<FastifyRequest, SubgraphRequest>();

export function subgraphRequestOf(request: FastifyRequest, reply: FastifyReply): SubgraphRequest {
  const existing = known.get(request);
  if (existing) return existing;
  let signal: AbortSignal | undefined;
  const created: SubgraphRequest = {
    headers: request.headers,
    requestId: request.id,
    log: request.log,
    // Most resolvers never ask for it.
    get signal() {
      return (signal ??= hangUpSignal(reply));
    },
  };
  known.set(request, created);
  return created;
}

function hangUpSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const response = reply.raw;
  const onClose = () => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.closed) onClose();
  else response.once('close', onClose);
  return controller.signal;
}
