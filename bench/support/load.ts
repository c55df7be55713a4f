import { ask } from './kontor.ts';

export interface LoadResult {
  requests: number;
  failed: number;
  /** The first few failures, for the report. */
  failures: string[];
  latenciesMs: number[];
}

const FAILURES_KEPT_MAX = 5;

/** `connections` clients ask one query after another until `signal` aborts. An answer with errors is a failure. */
export async function load(
  url: string,
  query: string | (() => string),
  connections: number,
  signal: AbortSignal,
): Promise<LoadResult> {
  const result: LoadResult = { requests: 0, failed: 0, failures: [], latenciesMs: [] };
  const fail = (why: string) => {
    result.failed += 1;
    if (result.failures.length < FAILURES_KEPT_MAX) result.failures.push(why);
  };
  const client = async () => {
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        const { status, body } = await ask(url, typeof query === 'string' ? query : query());
        if (status !== 200 || body.errors || !body.data)
          fail(`${status} ${JSON.stringify(body).slice(0, 300)}`);
      } catch (error) {
        fail(String(error));
      }
      result.requests += 1;
      result.latenciesMs.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return result;
}
