import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Link,
  type Meter,
  type Tracer,
} from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';
import type { ServedRequest, Telemetry } from '../telemetry.js';
import { SECONDS_OF_HTTP } from './buckets.js';

/** Spans of kind SERVER, `http.server.request.duration` and `http.server.active_requests`. */
export function observeServedRequests(tracer: Tracer, meter: Meter): Telemetry['serve'] {
  const durations = meter.createHistogram(sdk.METRIC_HTTP_SERVER_REQUEST_DURATION, {
    description: 'Duration of HTTP requests that this process answered.',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS_OF_HTTP },
  });
  const active = meter.createUpDownCounter(sdk.METRIC_HTTP_SERVER_ACTIVE_REQUESTS, {
    description: 'HTTP requests under way.',
    unit: '{request}',
  });

  return (request) => {
    const startedAtMs = performance.now();
    const common: Attributes = {
      [sdk.ATTR_HTTP_REQUEST_METHOD]: request.raw.method ?? 'GET',
      [sdk.ATTR_URL_SCHEME]: request.scheme,
    };
    const { parent, links } = whereFrom(request);
    const span = tracer.startSpan(
      nameOf(request),
      { kind: SpanKind.SERVER, links, attributes: { ...common, ...factsOf(request) } },
      parent,
    );
    const inside = trace.setSpan(parent, span);
    // Node tells of bodies and closed connections outside of any request: listeners added from here on are called inside.
    context.bind(inside, request.raw);
    context.bind(inside, request.response);
    active.add(1, common);

    return {
      run: (run) => context.with(inside, run),
      ended({ status }) {
        active.add(-1, common);
        const outcome = outcomeOf(status);
        durations.record((performance.now() - startedAtMs) / 1_000, {
          ...common,
          ...outcome,
          ...(request.route !== undefined && { [sdk.ATTR_HTTP_ROUTE]: request.route }),
        });
        span.setAttributes(outcome);
        if (outcome[sdk.ATTR_ERROR_TYPE] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };
}

/** What does not read as a trace context is as good as none (W3C Trace Context, 3.2). */
function whereFrom({ raw, trust }: ServedRequest): { parent: typeof ROOT_CONTEXT; links: Link[] } {
  const incoming = propagation.extract(ROOT_CONTEXT, raw.headers);
  if (trust === 'continue') return { parent: incoming, links: [] };
  const caller = trace.getSpanContext(incoming);
  return { parent: ROOT_CONTEXT, links: caller ? [{ context: caller }] : [] };
}

const nameOf = ({ raw, route }: ServedRequest): string =>
  route === undefined ? (raw.method ?? 'GET') : `${raw.method} ${route}`;

/** Not the query: over GET it holds documents and variables. */
const factsOf = (request: ServedRequest): Attributes => ({
  [sdk.ATTR_URL_PATH]: request.path,
  [sdk.ATTR_SERVER_ADDRESS]: request.host,
  [sdk.ATTR_CLIENT_ADDRESS]: request.clientAddress,
  [sdk.ATTR_NETWORK_PROTOCOL_VERSION]: request.raw.httpVersion,
  ...(request.port !== null && { [sdk.ATTR_SERVER_PORT]: request.port }),
  ...(request.route !== undefined && { [sdk.ATTR_HTTP_ROUTE]: request.route }),
  ...(request.raw.headers['user-agent'] !== undefined && {
    [sdk.ATTR_USER_AGENT_ORIGINAL]: request.raw.headers['user-agent'],
  }),
  'kontor.request.id': request.requestId,
});

/** For a server, 4xx is the caller's error and not its own; a client that left got no status at all. */
function outcomeOf(status: number | undefined): Attributes {
  if (status === undefined) return { [sdk.ATTR_ERROR_TYPE]: 'REQUEST_CANCELLED' };
  return {
    [sdk.ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    ...(status >= 500 && { [sdk.ATTR_ERROR_TYPE]: String(status) }),
  };
}
