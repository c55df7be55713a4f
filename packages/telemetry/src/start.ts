import { asksForTelemetry, readTelemetrySettings, type Environment } from './settings.js';
import type { Telemetry } from './telemetry.js';

export interface RunningTelemetry {
  /** Sends what is waiting, for at most FLUSH_TIMEOUT_MS, and ends. Idempotent; the last of several that started it ends it. */
  stop(): Promise<void>;
  /** Where metrics are read; undefined when they are not. */
  readonly metricsUrl: string | undefined;
  /** What the page of metrics would hold, for whoever shows it; empty when nothing asks for it. */
  metricsText(): Promise<string>;
}

/** Who shows a process's metrics where `KONTOR_METRICS_PORT` asks for them. */
export type MetricsPagePlace =
  | { readonly kind: 'here' }
  /** Another process, which asks for `metricsText`. */
  | { readonly kind: 'elsewhere' }
  /** This one, for others, too. */
  | { readonly kind: 'with others'; readonly read: ReadOtherMetrics };

/** At each reading of the page. Must not throw. */
export type ReadOtherMetrics = () => Promise<readonly OtherMetrics[]>;

export interface OtherMetrics {
  /** What tells these samples from those of other processes. */
  readonly label: Readonly<Record<string, string>>;
  readonly text: string;
}

/** One per process: OpenTelemetry's own registry is one, too. */
let running: ({ telemetry: Telemetry } & RunningTelemetry) | undefined;
let starting: Promise<void> | undefined;
let users = 0;
const waiting = new Set<(telemetry: Telemetry) => void>();

/** The process's telemetry; undefined while there is none. */
export const telemetry = (): Telemetry | undefined => running?.telemetry;

/** Calls back as soon as telemetry runs, at once if it does, never if nothing asks for it. */
export function whenTelemetry(callback: (telemetry: Telemetry) => void): void {
  if (running) callback(running.telemetry);
  else if (asksForTelemetry(process.env)) waiting.add(callback);
}

const NOTHING: RunningTelemetry = {
  stop: () => Promise.resolve(),
  metricsUrl: undefined,
  metricsText: () => Promise.resolve(''),
};

/**
 * Starts telemetry if the environment asks for it; loads nothing otherwise. `name` is the service's unless
 * OTEL_SERVICE_NAME says another. Throws EnvironmentError, and what listening for readers of metrics throws.
 */
export async function startTelemetry({
  name,
  env = process.env,
  metricsPage = { kind: 'here' },
}: {
  name: string;
  env?: Environment;
  metricsPage?: MetricsPagePlace;
}): Promise<RunningTelemetry> {
  const settings = readTelemetrySettings(env, { name });
  if (!settings) return NOTHING;
  users += 1;
  try {
    await (starting ??= import('./on/run-telemetry.js').then(async ({ runTelemetry }) => {
      running = await runTelemetry(settings, metricsPage);
      for (const callback of waiting) callback(running.telemetry);
      waiting.clear();
    }));
  } catch (error) {
    users -= 1;
    starting = undefined;
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return {
    metricsUrl: running?.metricsUrl,
    metricsText: () => running?.metricsText() ?? Promise.resolve(''),
    stop: () => (stopped ??= release()),
  };
}

async function release(): Promise<void> {
  users -= 1;
  if (users > 0) return;
  const ended = running;
  running = undefined;
  starting = undefined;
  await ended?.stop();
}
