import { delay } from './child-unit.js';

const POLL_FIRST_MS = 30;
const POLL_MAX_MS = 300;
const ANSWER_TIMEOUT_MS = 10_000;

/** `flawed`: answered, with errors that did not go away in time. */
export type FirstAnswer = { kind: 'whole' } | { kind: 'flawed'; why: string };

type Attempt = FirstAnswer | { kind: 'none'; why: string };

export interface Waiting {
  /** Ends the wait: it throws the signal's reason. */
  signal: AbortSignal;
  /**
   * From then on an answer with errors will do. A team may have published a subgraph that is not running, or taken a
   * field out of the graph: that is no reason to keep everything else down.
   */
  flawedWillDo: AbortSignal;
  /** Hears why it is not answered, each time. */
  onRefusal?: (why: string) => void;
}

/** Asks the gateway until it answers. */
export async function untilAnswered(
  url: string,
  query: string,
  { signal, flawedWillDo, onRefusal }: Waiting,
): Promise<FirstAnswer> {
  for (let waitMs = POLL_FIRST_MS; ; waitMs = Math.min(POLL_MAX_MS, waitMs * 1.5)) {
    signal.throwIfAborted();
    const attempt = await askOnce(url, query, signal);
    if (attempt.kind === 'whole' || (attempt.kind === 'flawed' && flawedWillDo.aborted)) return attempt;
    onRefusal?.(attempt.why);
    await delay(waitMs, signal);
  }
}

async function askOnce(url: string, query: string, signal: AbortSignal): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    const answer = (await response.json()) as { data?: unknown; errors?: { message?: string }[] };
    // A gateway without a supergraph answers 503 in the same shape: that is not the graph's answer yet.
    if (response.status >= 500)
      return { kind: 'none', why: firstMessage(answer) ?? `status ${response.status}` };
    if (answer.errors?.length)
      return { kind: 'flawed', why: firstMessage(answer) ?? 'an error without a message' };
    return answer.data ? { kind: 'whole' } : { kind: 'none', why: `status ${response.status}` };
  } catch (error) {
    return { kind: 'none', why: error instanceof Error ? error.message : String(error) };
  }
}

const firstMessage = (answer: { errors?: { message?: string }[] }): string | undefined =>
  answer.errors?.[0]?.message;

/** A command line that asks the query, for any POSIX shell. */
export function curlCommand(url: string, query: string): string {
  const body = JSON.stringify({ query: query.replaceAll(/\s+/g, ' ').trim() });
  return `curl -s ${url} -H 'content-type: application/json' -d '${body.replaceAll("'", String.raw`'\''`)}'`;
}
