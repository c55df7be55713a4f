import { telemetry, type TraceTrust } from '@kontor/telemetry';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import cors from '@fastify/cors';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createAdoptedConnections } from './adopted-connections.js';
import { createClientErrorHandler, watchAnswers } from './client-errors.js';
import { DEFAULT_CONNECTIONS_MAX, DEFAULT_HTTP_TIMEOUTS, type HttpTimeouts } from './defaults.js';
import { createDrain, DEFAULT_DRAIN_LIMITS, type DrainLimits } from './drain.js';
import { answerError, answerErrors, pathOf } from './errors.js';
import { serveHealth, type ReadyCheck } from './health.js';
import {
  bodyReadBefore,
  createInterception,
  type InterceptionParts,
  type RequestInterceptor,
} from './intercept.js';
import { createLogger, writes, type Logger, type LogLevel } from './logger.js';
import { observeRequests } from './observe-requests.js';
import { addressOf, boundHost, portTaken } from './port.js';
import { readJsonBodies, refuseUnreadableBodies } from './readable-bodies.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

export interface CorsConfig {
  /** Origins that may call from a browser, exact; or `*` for all (then without credentials). */
  origins: readonly string[] | '*';
  /** Cookies and authorization of the browser, too? Never together with `*`. */
  credentials?: boolean;
}

export const DEFAULT_BODY_LIMIT_BYTES = 1024 * 1024;

const TIMEOUT_CHECK_MS_MAX = 5_000;

export interface HttpServerOptions {
  /** The process's name in its logs. */
  name: string;
  logLevel?: LogLevel;
  /** Instead of a logger made from `name` and `logLevel`. */
  log?: Logger;
  /** At which level each answered request is logged; default `info`. Health checks are logged at `trace`. */
  requestLogLevel?: Exclude<LogLevel, 'silent'>;
  bodyLimitBytes?: number;
  timeouts?: Partial<HttpTimeouts>;
  connectionsMax?: number;
  drain?: Partial<DrainLimits>;
  /** Absent: no browser of another origin may call. */
  cors?: CorsConfig;
  /** Absent: ready as soon as it listens. */
  ready?: ReadyCheck;
  /** Whose x-forwarded-* headers to believe; default nobody's. */
  trustProxy?: boolean | string | string[];
  /** Whether requests continue the traces that their callers name, or begin new ones with a link; default `continue`. */
  traceTrust?: TraceTrust;
}

export interface HttpServer {
  app: FastifyInstance;
  log: Logger;
  /** Port 0 takes a free one. Throws {@link ProcessError} PORT_TAKEN. */
  listen(at: { host?: string; port: number }): Promise<{ url: string; port: number }>;
  /**
   * Instead of `listen`: serves connections that another process accepts. What it returns takes one; false: the server
   * drains, and has not touched it.
   */
  adopt(): Promise<(socket: Socket) => boolean>;
  /** Stops without losing a request; see drain.ts. Runs `onClose` hooks last. Idempotent. */
  drain(): Promise<void>;
  /**
   * Lets a handler look at each request before the routes do; see intercept.ts. At most one, before `listen`. Ignored
   * where routes do more than answer: with CORS and with telemetry.
   */
  intercept(handler: RequestInterceptor): void;
}

/** The HTTP rim that every Kontor process shares. Routes are added to `app` before `listen`. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const log =
    options.log ?? createLogger({ name: options.name, ...(options.logLevel && { level: options.logLevel }) });
  const timeouts = { ...DEFAULT_HTTP_TIMEOUTS, ...options.timeouts };
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: options.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
    requestTimeout: timeouts.requestTimeoutMs,
    keepAliveTimeout: timeouts.keepAliveTimeoutMs,
    http: {
      headersTimeout: timeouts.headersTimeoutMs,
      // How often Node looks for connections over their timeouts.
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS_MAX, timeouts.headersTimeoutMs),
      // Node would refuse it itself, without a code; see requireHost.
      requireHostHeader: false,
    },
    clientErrorHandler: createClientErrorHandler(),
    trustProxy: options.trustProxy ?? false,
    requestIdHeader: false,
    genReqId: requestIdOf,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  const interception = createInterception(app.server);
  const adopted = createAdoptedConnections(app.server);
  const drain = createDrain(app, log, adopted, { ...DEFAULT_DRAIN_LIMITS, ...options.drain });

  app.server.maxConnections = options.connectionsMax ?? DEFAULT_CONNECTIONS_MAX;
  watchAnswers(app.server);
  // Every body is JSON.
  app.removeContentTypeParser('text/plain');
  readJsonBodies(app);
  takeBodiesReadBefore(app);
  returnRequestId(app);
  const observer = telemetry();
  if (observer) observeRequests(app, observer, options.traceTrust ?? 'continue');
  observer?.reportTo(log);
  requireHost(app);
  refuseUnreadableBodies(app);
  logRequests(app, options.requestLogLevel ?? 'info');
  answerErrors(app);
  if (options.cors) allowOrigins(app, options.cors);
  serveHealth(app, { ready: options.ready ?? (() => ({ ready: true })), isDraining: drain.isDraining });

  return {
    app,
    log,
    listen: (at) => listen(app, at),
    async adopt() {
      await app.ready();
      adopted.start();
      return adopted.take;
    },
    drain: drain.drain,
    intercept(handler) {
      if (options.cors || observer) return;
      interception.install(handler, {
        isDraining: drain.isDraining,
        answered: requestLog(log, options.requestLogLevel ?? 'info'),
      });
    },
  };
}

function returnRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
}

/** What an interceptor gave back has been read off the connection already. */
function takeBodiesReadBefore(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const body = bodyReadBefore(request.raw);
    done(null, body ? Readable.from(body) : payload);
  });
}

/** RFC 9112, 3.2: a request of HTTP/1.1 without it is answered with 400. */
function requireHost(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers, raw }) => {
    if (headers.host === undefined && raw.httpVersion === '1.1')
      throw Object.assign(new Error('no host header'), { statusCode: 400 });
  });
}

function logRequests(app: FastifyInstance, level: Exclude<LogLevel, 'silent'>): void {
  app.addHook('onResponse', async (request, reply) => {
    const path = pathOf(request.url);
    const facts = {
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log[path.startsWith('/health/') ? 'trace' : level](facts, ANSWERED);
  });
}

const ANSWERED = 'request answered';

/** The same line for what was answered before the routes; undefined where it would not be written. */
function requestLog(log: Logger, level: Exclude<LogLevel, 'silent'>): InterceptionParts['answered'] {
  if (!writes(log, level)) return undefined;
  return ({ method, url = '' }, { statusCode: status }, requestId, ms) =>
    log[level]({ requestId, method, path: pathOf(url), status, ms: Math.round(ms) }, ANSWERED);
}

function allowOrigins(app: FastifyInstance, { origins, credentials = false }: CorsConfig): void {
  if (origins === '*' && credentials)
    throw new TypeError('CORS: credentials cannot be allowed to every origin');
  app.register(cors, {
    origin: origins === '*' ? '*' : [...origins],
    credentials,
    exposedHeaders: [REQUEST_ID_HEADER],
    maxAge: 600,
  });
}

async function listen(
  app: FastifyInstance,
  { host = '127.0.0.1', port }: { host?: string; port: number },
): Promise<{ url: string; port: number }> {
  try {
    await app.listen({ host: boundHost(host), port, listenTextResolver: (at) => `listening at ${at}` });
  } catch (error) {
    throw portTaken(error, { host, port });
  }
  return addressOf(app.server, host);
}
