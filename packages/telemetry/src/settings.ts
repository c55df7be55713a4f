import { ERROR_CODES } from '@kontor/protocol';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is asked for; everything else is off. */
export interface TelemetrySettings {
  serviceName: string;
  /** OTEL_RESOURCE_ATTRIBUTES. */
  resourceAttributes: Readonly<Record<string, string>>;
  /** Undefined: no traces. */
  traces: { protocol: OtlpProtocol; sampler: SamplerSettings; queue: SpanQueueSettings } | undefined;
  metrics: {
    /** Undefined: not pushed. */
    push: { protocol: OtlpProtocol; intervalMs: number } | undefined;
    /** Undefined: not to be read. */
    pull: { host: string; port: number } | undefined;
  };
  /** May the text of operations be in traces? Never with variables. */
  documents: boolean;
  limits: TelemetryLimits;
}

export type OtlpProtocol = 'http/protobuf' | 'http/json';

export interface SamplerSettings {
  name: (typeof SAMPLERS)[number];
  /** 0 to 1, of the traces that begin here. */
  ratio: number;
}

export interface SpanQueueSettings {
  /** Spans that wait to be sent; more are dropped, and counted. */
  spansMax: number;
  batchSpansMax: number;
  delayMs: number;
  exportTimeoutMs: number;
}

export interface TelemetryLimits {
  /** Characters of one attribute; longer texts are cut. */
  attributeCharsMax: number;
  /** Operation names that metrics tell apart; further ones count as `_OTHER`. */
  operationNamesMax: number;
}

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const PORT_MAX = 65_535;
const DAY_MS = 86_400_000;

/**
 * Does this environment ask for traces or metrics? Cheap, and asked first: when it does not, nothing of telemetry is
 * even loaded.
 */
export function asksForTelemetry(env: Environment): boolean {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  return asksForOtlp(env, 'traces') || asksForOtlp(env, 'metrics') || Boolean(env['KONTOR_METRICS_PORT']);
}

/** Throws ENVIRONMENT_INVALID. Variables without a meaning here are left to the SDK (headers, compression, certificates). */
export function readTelemetrySettings(
  env: Environment,
  process: { name: string },
): TelemetrySettings | undefined {
  if (!asksForTelemetry(env)) return undefined;
  const resourceAttributes = readResourceAttributes(env);
  return {
    serviceName: env['OTEL_SERVICE_NAME'] || resourceAttributes['service.name'] || process.name,
    resourceAttributes,
    traces: asksForOtlp(env, 'traces')
      ? { protocol: readProtocol(env, 'traces'), sampler: readSampler(env), queue: readQueue(env) }
      : undefined,
    metrics: {
      push: asksForOtlp(env, 'metrics')
        ? {
            protocol: readProtocol(env, 'metrics'),
            intervalMs: whole(env, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000, 1, DAY_MS),
          }
        : undefined,
      pull: env['KONTOR_METRICS_PORT']
        ? {
            port: whole(env, 'KONTOR_METRICS_PORT', 0, 0, PORT_MAX),
            host: env['KONTOR_METRICS_HOST'] || '127.0.0.1',
          }
        : undefined,
    },
    documents: yesOrNo(env, 'KONTOR_TRACE_DOCUMENTS', false),
    limits: {
      attributeCharsMax: whole(
        env,
        'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
        whole(env, 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', 4_096, 1, 1_000_000),
        1,
        1_000_000,
      ),
      operationNamesMax: whole(env, 'KONTOR_METRICS_OPERATION_NAMES_MAX', 200, 0, 10_000),
    },
  };
}

const SIGNALS = {
  traces: {
    exporter: 'OTEL_TRACES_EXPORTER',
    endpoint: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    protocol: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
  },
  metrics: {
    exporter: 'OTEL_METRICS_EXPORTER',
    endpoint: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    protocol: 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
  },
} as const;
type Signal = keyof typeof SIGNALS;

/** A place to send to, or the exporter by name, which then sends to this machine. Any other exporter's name: not over OTLP. */
function asksForOtlp(env: Environment, signal: Signal): boolean {
  const { exporter, endpoint } = SIGNALS[signal];
  if (env[exporter]) return env[exporter] === 'otlp';
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env[endpoint]);
}

function readProtocol(env: Environment, signal: Signal): OtlpProtocol {
  const { endpoint, protocol: own } = SIGNALS[signal];
  for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', endpoint]) checkUrl(env, name);
  const name = env[own] ? own : 'OTEL_EXPORTER_OTLP_PROTOCOL';
  const protocol = env[name] || 'http/protobuf';
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  throw new EnvironmentError(`${name} is "${protocol}"; Kontor sends http/protobuf or http/json.`);
}

function checkUrl(env: Environment, name: string): void {
  const text = env[name];
  if (!text) return;
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return;
  throw new EnvironmentError(`${name} is no http or https address.`);
}

function readSampler(env: Environment): SamplerSettings {
  const given = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const name = SAMPLERS.find((sampler) => sampler === given);
  if (!name)
    throw new EnvironmentError(
      `OTEL_TRACES_SAMPLER is "${given}"; it must be one of ${SAMPLERS.join(', ')}.`,
    );
  const text = env['OTEL_TRACES_SAMPLER_ARG'];
  const ratio = text && name.includes('traceidratio') ? Number(text) : 1;
  if (ratio >= 0 && ratio <= 1) return { name, ratio };
  throw new EnvironmentError(`OTEL_TRACES_SAMPLER_ARG is "${text}"; it must be a number from 0 to 1.`);
}

function readQueue(env: Environment): SpanQueueSettings {
  const spansMax = whole(env, 'OTEL_BSP_MAX_QUEUE_SIZE', 2_048, 1, 1_000_000);
  return {
    spansMax,
    batchSpansMax: Math.min(spansMax, whole(env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, 1, 1_000_000)),
    delayMs: whole(env, 'OTEL_BSP_SCHEDULE_DELAY', 5_000, 0, DAY_MS),
    exportTimeoutMs: whole(env, 'OTEL_BSP_EXPORT_TIMEOUT', 30_000, 1, DAY_MS),
  };
}

/** `key=value,key=value`, values percent-encoded; pairs of another form are left out. */
function readResourceAttributes(env: Environment): Record<string, string> {
  const pairs = (env['OTEL_RESOURCE_ATTRIBUTES'] ?? '').split(',').flatMap((pair) => {
    const [key = '', ...rest] = pair.split('=');
    return key.trim() === '' || rest.length === 0 ? [] : [[key.trim(), decode(rest.join('=').trim())]];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function whole(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new EnvironmentError(`${name} is "${text}"; it must be a whole number from ${min} to ${max}.`);
}

function yesOrNo(env: Environment, name: string, fallback: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new EnvironmentError(`${name} is "${text}", which is neither true nor false.`);
}

/** An operator can mend it: reported in words, like every error with a code and a fix. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'ENVIRONMENT_INVALID';
  readonly fix = ERROR_CODES.ENVIRONMENT_INVALID.fix;
}
