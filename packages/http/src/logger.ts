import { pino, type Bindings } from 'pino';
import { asksForTelemetry, telemetry } from '@kontor/telemetry';
import type { FastifyBaseLogger } from 'fastify';
import { logLinesOfProcess } from './log-lines.js';
import { ProcessError } from './process-error.js';

/** What every Kontor process logs with: one JSON object per line on stdout. */
export type Logger = FastifyBaseLogger;

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** The level of `LOG_LEVEL`, `info` when unset. Throws LOG_LEVEL_INVALID for a name that is none. */
export function logLevelFrom(env: Readonly<Record<string, string | undefined>>): LogLevel {
  const given = env['LOG_LEVEL'];
  if (given === undefined || given === '') return 'info';
  const level = LEVELS.find((name) => name === given);
  if (!level) throw new ProcessError('LOG_LEVEL_INVALID', `LOG_LEVEL is "${given}", which is not a level.`);
  return level;
}

/** Would a line of this level be written? */
export const writes = (log: Logger, level: LogLevel): boolean =>
  LEVELS.indexOf(level) >= LEVELS.findIndex((name) => name === log.level);

/** Headers that carry secrets, wherever somebody logs a request. */
const SECRET_HEADERS = [
  'authorization',
  'cookie',
  'set-cookie',
  'kontor-actor',
  'kontor-explain',
  'proxy-authorization',
  'x-api-key',
];

/** In the form that pino takes. */
export const redactPaths = SECRET_HEADERS.flatMap((header) =>
  ['headers', '*.headers', '*.*.headers'].map((place) => `${place}["${header}"]`),
);

/** `,"time":"…"` of this millisecond: many lines share one. */
function timeMember(): string {
  const now = Date.now();
  if (now !== timeOf) {
    timeOf = now;
    timeText = `,"time":"${new Date(now).toISOString()}"`;
  }
  return timeText;
}

let timeOf = 0;
let timeText = '';

export function createLogger({ name, level }: { name: string; level?: LogLevel }): Logger {
  const options = {
    name,
    level: level ?? logLevelFrom(process.env),
    redact: { paths: redactPaths, censor: '[redacted]' },
    // Lines written during a traced request say which trace and span.
    ...(asksForTelemetry(process.env) && { mixin: () => telemetry()?.logIds() ?? {} }),
    timestamp: timeMember,
    formatters: {
      level: (label: string) => ({ level: label }),
      bindings: ({ name: process }: Bindings) => ({ process }),
    },
  };
  return pino(options, logLinesOfProcess());
}

/** For lines that hold no headers, by their type: looking for secrets costs more than writing such a line. */
export const withoutRedaction = (log: Logger): Logger => log.child({}, { redact: [] });
