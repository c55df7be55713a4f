import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

/**
 * A door before the routes, for what is asked most: hooks and routing cost more than a small answer does.
 *
 *   request ──> interceptor ──"not mine"──> hooks, routes
 *                   └──────"mine"──> answers by itself, or hands back what it has read so far
 *
 * Says at once whether it takes the request. What it takes it answers, or gives back with `decline`.
 */
export type RequestInterceptor = (
  request: IncomingMessage,
) => ((intercepted: InterceptedRequest) => void) | undefined;

export interface InterceptedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** `performance.now()` at its arrival. */
  readonly arrivedAtMs: number;
  /** Headers as name, value, name, value, …: content type and what else the answer needs. */
  answer(status: number, headers: readonly string[], body: string | Uint8Array): void;
  /** To the routes after all, with the body that was read off the request. */
  decline(body: Buffer | undefined): void;
}

export interface InterceptionParts {
  isDraining(): boolean;
  /** Undefined: nobody wants to know. */
  answered:
    ((request: IncomingMessage, response: ServerResponse, requestId: string, ms: number) => void) | undefined;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** To be called before anybody else listens to the server's requests. */
export function createInterception(server: Server): {
  install(interceptor: RequestInterceptor, parts: InterceptionParts): void;
} {
  const [routes] = server.listeners('request') as Handler[];
  if (!routes) throw new Error('a server without a request handler');
  let handle: Handler = routes;
  server.removeListener('request', routes);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => handle(request, response));
  return {
    install(interceptor, parts) {
      handle = (request, response) => {
        const take = interceptor(request);
        if (take) take(createIntercepted(request, response, routes, parts));
        else routes(request, response);
      };
    },
  };
}

function createIntercepted(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Handler,
  { isDraining, answered }: InterceptionParts,
): InterceptedRequest {
  const requestId = requestIdOf(request);
  const arrivedAtMs = performance.now();
  return {
    request,
    response,
    requestId,
    arrivedAtMs,
    answer(status, headers, body) {
      if (answered)
        response.once('close', () => answered(request, response, requestId, performance.now() - arrivedAtMs));
      if (isDraining()) response.setHeader('connection', 'close');
      response.writeHead(status, [
        REQUEST_ID_HEADER,
        requestId,
        'content-length',
        String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength),
        ...headers,
      ]);
      response.end(body);
    },
    decline(body) {
      // A generated id must stay the same on both ways.
      request.headers[REQUEST_ID_HEADER] = requestId;
      if (body) readBodies.set(request, body);
      routes(request, response);
    },
  };
}

/** Bodies that were read before the routes saw the request. */
const readBodies = new WeakMap<IncomingMessage, Buffer>();

export const bodyReadBefore = (request: IncomingMessage): Buffer | undefined => readBodies.get(request);
