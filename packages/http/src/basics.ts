/** What programs need of this package that have an HTTP server of their own: none is loaded with it. */
export { DEFAULT_CONNECTIONS_MAX, DEFAULT_HTTP_TIMEOUTS, type HttpTimeouts } from './defaults.js';
export { ProcessError } from './process-error.js';
export { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';
