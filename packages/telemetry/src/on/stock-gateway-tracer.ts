import { INVALID_SPAN_CONTEXT, trace, type Span, type Tracer, type TracerProvider } from '@opentelemetry/api';

/** `@apollo/gateway` traces itself under this name. Its requests and fetches are ours already; its planning is not. */
const STOCK_SCOPE = 'apollo/gateway-js';
const KEPT = new Map([['gateway.plan', 'graphql.plan']]);

const NOT_RECORDED = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** The provider as others see it: no span appears twice, and what is planned without a request leaves none. */
export function withoutStockDuplicates(provider: TracerProvider): TracerProvider {
  return {
    getTracer(name, version, options) {
      const tracer = provider.getTracer(name, version, options);
      return name === STOCK_SCOPE ? onlyKept(tracer) : tracer;
    },
  };
}

function onlyKept(tracer: Tracer): Tracer {
  return {
    startSpan: () => NOT_RECORDED,
    startActiveSpan(name: string, ...rest: unknown[]): unknown {
      const work = rest.at(-1) as (span: Span) => unknown;
      const ours = KEPT.get(name);
      if (ours === undefined || !trace.getActiveSpan()?.isRecording()) return work(NOT_RECORDED);
      return tracer.startActiveSpan(ours, (span) => work(withoutAttributes(span)));
    },
  } as unknown as Tracer;
}

/** Its attributes repeat those of the operation around it, under older names. */
function withoutAttributes(span: Span): Span {
  return new Proxy(span, {
    get: (target, property) =>
      property === 'setAttributes' || property === 'setAttribute'
        ? () => target
        : bound(target, Reflect.get(target, property)),
  });
}

const bound = (target: Span, value: unknown): unknown =>
  typeof value === 'function' ? (value.bind(target) as unknown) : value;
