import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Meter,
  type Tracer,
} from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';
import type { OutgoingCall, Telemetry } from '../telemetry.js';
import { SECONDS_OF_HTTP } from './buckets.js';

/** Headers that tell where a trace comes from; those of our own callers do not go further beside ours. */
const TRACE_HEADERS = ['traceparent', 'tracestate', 'baggage'];

/** Spans of kind CLIENT and `http.client.request.duration`, for what happens within a request; retries are events. */
export function observeCalls(tracer: Tracer, meter: Meter): Telemetry['call'] {
  const durations = meter.createHistogram(sdk.METRIC_HTTP_CLIENT_REQUEST_DURATION, {
    description: 'Duration of requests to other processes, retries included.',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS_OF_HTTP },
  });

  return (call) => {
    const startedAtMs = performance.now();
    const common = placeOf(call);
    const span = tracer.startSpan(`${call.method} ${call.url.pathname}`, {
      kind: SpanKind.CLIENT,
      attributes: {
        ...common,
        // Without what may be secret: user name, password, query.
        [sdk.ATTR_URL_FULL]: `${call.url.origin}${call.url.pathname}`,
        ...(call.operationName !== undefined && { [sdk.ATTR_GRAPHQL_OPERATION_NAME]: call.operationName }),
      },
    });
    const inside = trace.setSpan(context.active(), span);

    return {
      headers(given) {
        const headers = Object.fromEntries(
          Object.entries(given).filter(([name]) => !TRACE_HEADERS.includes(name.toLowerCase())),
        );
        propagation.inject(inside, headers);
        return headers;
      },
      retried({ attempt, cause, delayMs }) {
        span.addEvent('kontor.retry', {
          'kontor.retry.attempt': attempt,
          'kontor.retry.delay_ms': Math.round(delayMs),
          [sdk.ATTR_ERROR_TYPE]: cause,
        });
      },
      ended({ status, code }) {
        const outcome: Attributes = {
          ...(status !== undefined && { [sdk.ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
          ...errorOf(status, code),
        };
        durations.record((performance.now() - startedAtMs) / 1_000, { ...common, ...outcome });
        span.setAttributes(outcome);
        if (outcome[sdk.ATTR_ERROR_TYPE] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };
}

function placeOf({ method, url, subgraph }: OutgoingCall): Attributes {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return {
    [sdk.ATTR_HTTP_REQUEST_METHOD]: method,
    [sdk.ATTR_URL_SCHEME]: url.protocol.slice(0, -1),
    [sdk.ATTR_SERVER_ADDRESS]: url.hostname,
    [sdk.ATTR_SERVER_PORT]: port,
    ...(subgraph !== undefined && { 'kontor.subgraph.name': subgraph }),
  };
}

/** For a client, 4xx is an error, too. */
function errorOf(status: number | undefined, code: string | undefined): Attributes {
  if (code !== undefined) return { [sdk.ATTR_ERROR_TYPE]: code };
  return status !== undefined && status >= 400 ? { [sdk.ATTR_ERROR_TYPE]: String(status) } : {};
}
