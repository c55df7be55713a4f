import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  context,
  diag,
  DiagLogLevel,
  metrics,
  propagation,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';
import type { SamplerSettings, TelemetrySettings } from '../settings.js';
import type { MetricsPagePlace } from '../start.js';
import type { Telemetry } from '../telemetry.js';
import { observeCalls } from './calls.js';
import { observeConnections } from './connections.js';
import { type MetricsPage, openMetricsPage } from './metrics-page.js';
import { observeOperations } from './operations.js';
import { observeRuntime } from './runtime.js';
import { observeServedRequests } from './served-requests.js';
import { observeStatements } from './statements.js';
import { withoutStockDuplicates } from './stock-gateway-tracer.js';
import { observeSupergraphs } from './supergraphs.js';
import { createTrouble, type Trouble } from './trouble.js';

/** What waits to be sent when a process ends gets this long. */
export const FLUSH_TIMEOUT_MS = 2_000;

const SCOPE = '@kontor/telemetry';

export interface RunningSdk {
  telemetry: Telemetry;
  metricsUrl: string | undefined;
  metricsText(): Promise<string>;
  stop(): Promise<void>;
}

/** Sets OpenTelemetry up for this process, and observes with it. What else in the process uses its API is traced along. */
export async function runTelemetry(
  settings: TelemetrySettings,
  metricsPage: MetricsPagePlace,
): Promise<RunningSdk> {
  const trouble = createTrouble();
  listenForTrouble(trouble);
  const page = settings.metrics.pull && (await openMetricsPage(settings.metrics.pull, metricsPage));
  const resource = sdk.defaultResource().merge(sdk.resourceFromAttributes(resourceAttributes(settings)));
  const meters = new sdk.MeterProvider({ resource, readers: readersOf(settings, page) });
  const spans = settings.traces && tracerProvider(settings, settings.traces, resource, meters);

  context.setGlobalContextManager(new sdk.AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new sdk.CompositePropagator({
      propagators: [new sdk.W3CTraceContextPropagator(), new sdk.W3CBaggagePropagator()],
    }),
  );
  metrics.setGlobalMeterProvider(meters);
  if (spans) trace.setGlobalTracerProvider(withoutStockDuplicates(spans));

  // Without a provider, spans are not recorded, and the ids of our callers go further.
  const tracer = trace.getTracer(SCOPE);
  const meter = meters.getMeter(SCOPE);
  const endRuntime = observeRuntime(meter);

  return {
    metricsUrl: page?.url,
    metricsText: () => page?.text() ?? Promise.resolve(''),
    telemetry: {
      logIds,
      serve: observeServedRequests(tracer, meter),
      ...observeOperations(tracer, meter, { documents: settings.documents, ...settings.limits }),
      refused: (code) => void trace.getActiveSpan()?.setAttribute('kontor.error.code', code),
      call: observeCalls(tracer, meter),
      connections: observeConnections(meter),
      ...observeStatements(tracer, meter),
      step: stepsOf(tracer),
      ...observeSupergraphs(meter),
      reportTo: trouble.reportTo,
    },
    async stop() {
      endRuntime();
      const endings = [spans, meters].flatMap((provider) => (provider ? [provider.shutdown()] : []));
      await within(FLUSH_TIMEOUT_MS, [...endings, ...(page ? [page.close()] : [])], trouble);
      for (const registry of [trace, metrics, context, propagation, diag]) registry.disable();
    },
  };
}

function resourceAttributes(settings: TelemetrySettings) {
  return {
    [sdk.ATTR_HOST_NAME]: hostname(),
    [sdk.ATTR_PROCESS_PID]: process.pid,
    [sdk.ATTR_PROCESS_RUNTIME_NAME]: 'nodejs',
    [sdk.ATTR_PROCESS_RUNTIME_VERSION]: process.versions.node,
    [sdk.ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
    ...settings.resourceAttributes,
    [sdk.ATTR_SERVICE_NAME]: settings.serviceName,
  };
}

/** Both read the same instruments. */
function readersOf({ metrics: { push } }: TelemetrySettings, page: MetricsPage | undefined) {
  const pushing = push && [
    new sdk.PeriodicExportingMetricReader({
      exporter:
        push.protocol === 'http/json' ? new sdk.JsonMetricExporter() : new sdk.ProtobufMetricExporter(),
      exportIntervalMillis: push.intervalMs,
      exportTimeoutMillis: Math.min(push.intervalMs, 30_000),
    }),
  ];
  return [...(pushing ?? []), ...(page ? [page.reader] : [])];
}

function tracerProvider(
  { limits }: TelemetrySettings,
  { protocol, sampler, queue }: NonNullable<TelemetrySettings['traces']>,
  resource: ReturnType<typeof sdk.defaultResource>,
  meters: InstanceType<typeof sdk.MeterProvider>,
) {
  const exporter = protocol === 'http/json' ? new sdk.JsonTraceExporter() : new sdk.ProtobufTraceExporter();
  return new sdk.TracerProvider({
    resource,
    sampler: samplerOf(sampler),
    spanLimits: { attributeValueLengthLimit: limits.attributeCharsMax },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter,
        maxQueueSize: queue.spansMax,
        maxExportBatchSize: queue.batchSpansMax,
        scheduledDelayMillis: queue.delayMs,
        exportTimeoutMillis: queue.exportTimeoutMs,
        // What is dropped is counted: otel.sdk.processor.span.processed, by error.type.
        selfObsMeterProvider: meters,
      }),
    ],
  });
}

function samplerOf({ name, ratio }: SamplerSettings) {
  switch (name) {
    case 'always_on':
      return new sdk.AlwaysOnSampler();
    case 'always_off':
      return new sdk.AlwaysOffSampler();
    case 'traceidratio':
      return new sdk.TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) });
  }
}

function listenForTrouble(trouble: Trouble): void {
  const report = (message: string): void => trouble.report(message);
  const quiet = (): void => {};
  diag.setLogger(
    { error: report, warn: report, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  sdk.setGlobalErrorHandler((error) =>
    trouble.report(typeof error === 'string' ? error : (error.message ?? 'unknown trouble')),
  );
}

function logIds(): ReturnType<Telemetry['logIds']> {
  const span = trace.getSpanContext(context.active());
  if (!span) return {};
  return {
    trace_id: span.traceId,
    span_id: span.spanId,
    trace_flags: span.traceFlags.toString(16).padStart(2, '0'),
  };
}

const stepsOf =
  (tracer: Tracer): Telemetry['step'] =>
  (name, attributes, run) =>
    tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        return await run();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });

/** Waits for all, but no longer than it takes an operator to get impatient. */
async function within(ms: number, work: readonly Promise<unknown>[], trouble: Trouble): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      trouble.report(`what was left was not sent within ${ms} ms`);
      resolve();
    }, ms);
  });
  const all = Promise.allSettled(work).then((results) => {
    for (const result of results) if (result.status === 'rejected') trouble.report(String(result.reason));
  });
  await Promise.race([all, late]);
  clearTimeout(timer);
}
