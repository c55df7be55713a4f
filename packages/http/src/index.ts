export { DEFAULT_CONNECTIONS_MAX, DEFAULT_HTTP_TIMEOUTS, type HttpTimeouts } from './defaults.js';
export { DEFAULT_DRAIN_LIMITS, type DrainLimits } from './drain.js';
export { errorBody, readTheRest, sendError } from './errors.js';
export type { ReadyCheck, ReadyReport } from './health.js';
export type { InterceptedRequest, RequestInterceptor } from './intercept.js';
export { createLogger, logLevelFrom, withoutRedaction, type Logger, type LogLevel } from './logger.js';
export { passLogLines } from './log-lines.js';
export { addressOf, boundHost, portTaken } from './port.js';
export { ProcessError } from './process-error.js';
export { isText } from './readable-bodies.js';
export { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';
export {
  DEFAULT_SHUTDOWN_TIMEOUT_MS,
  dieLoudly,
  EXIT_CODES,
  runProcess,
  type RunningProcess,
  type RunProcessOptions,
} from './run-process.js';
export {
  createHttpServer,
  DEFAULT_BODY_LIMIT_BYTES,
  type CorsConfig,
  type HttpServer,
  type HttpServerOptions,
} from './server.js';
