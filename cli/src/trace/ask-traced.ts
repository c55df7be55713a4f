import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isTraceWhole, type ReceivedSpan, type TraceReceiver } from '@kontor/telemetry/receive';
import { couldNotRun } from '../failure.js';

export interface TracedAnswer {
  readonly traceId: string;
  readonly status: number;
  /** Codes of the errors in the answer, or their messages where they have none. */
  readonly errors: readonly string[];
  readonly spans: readonly ReceivedSpan[];
  /** Every process that answered has told of it. */
  readonly whole: boolean;
}

export interface TracedQuestion {
  /** Of the gateway's GraphQL endpoint. */
  readonly url: string;
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How long to wait for spans after the answer. */
  readonly waitMs: number;
}

const ANSWER_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Asks a gateway as a client that traces itself, and waits for what everybody tells of it. */
export async function askTraced(question: TracedQuestion, receiver: TraceReceiver): Promise<TracedAnswer> {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const { status, errors } = await post(question, `00-${traceId}-${spanId}-01`);
  const endsAtMs = performance.now() + question.waitMs;
  const isWhole = (): boolean => isTraceWhole(receiver.spansOf(traceId), spanId);
  while (!isWhole() && performance.now() < endsAtMs) await delay(LOOK_EVERY_MS);
  return { traceId, status, errors, spans: receiver.spansOf(traceId), whole: isWhole() };
}

interface GraphQLBody {
  errors?: { message?: string; extensions?: { code?: string } }[];
}

async function post({ url, operation, variables }: TracedQuestion, traceparent: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', traceparent },
      body: JSON.stringify({ query: operation, variables }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const { errors = [] } = (await response.json()) as GraphQLBody;
    const named = errors.map(({ message, extensions }) => extensions?.code ?? message ?? 'an error');
    return { status: response.status, errors: named };
  } catch (error) {
    throw couldNotRun('GATEWAY_UNREACHABLE', `${url} did not answer with GraphQL.`, undefined, error);
  }
}
