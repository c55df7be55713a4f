import { delay } from './child-unit.js';

const POLL_FIRST_MS = 30;
const POLL_MAX_MS = 300;
const ANSWER_TIMEOUT_MS = 10_000;

/** Asks the gateway until it answers without errors. `onRefusal` hears why it did not, each time. */
export async function untilAnswered(
  url: string,
  query: string,
  signal: AbortSignal,
  onRefusal: (why: string) => void = () => {},
): Promise<void> {
  for (let waitMs = POLL_FIRST_MS; ; waitMs = Math.min(POLL_MAX_MS, waitMs * 1.5)) {
    signal.throwIfAborted();
    const refusal = await askOnce(url, query, signal);
    if (refusal === undefined) return;
    onRefusal(refusal);
    await delay(waitMs, signal);
  }
}

async function askOnce(url: string, query: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    const answer = (await response.json()) as { data?: unknown; errors?: { message?: string }[] };
    if (answer.errors?.length) return answer.errors[0]?.message ?? 'an error without a message';
    return answer.data ? undefined : `status ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A command line that asks the query, for any POSIX shell. */
export function curlCommand(url: string, query: string): string {
  const body = JSON.stringify({ query: query.replaceAll(/\s+/g, ' ').trim() });
  return `curl -s ${url} -H 'content-type: application/json' -d '${body.replaceAll("'", String.raw`'\''`)}'`;
}
