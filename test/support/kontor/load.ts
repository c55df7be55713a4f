import { ask } from './ask.js';
import { until } from './until.js';

/** Clients that ask without a pause until they are told to stop. */
export interface Load {
  answered(): number;
  /** Waits for `count` more answers, so that what just happened has been under load. */
  moreAnswers(count: number): Promise<void>;
  /** Resolves when the last request was answered. */
  stop(): Promise<LoadReport>;
}

export interface LoadReport {
  answered: number;
  /** Why requests failed, at most a few; empty when none did. */
  failures: string[];
}

const FAILURES_KEPT_MAX = 10;

export function startLoad(
  url: string,
  query: string,
  clients: number,
  headers: Record<string, string> = {},
): Load {
  let answered = 0;
  let running = true;
  const failures: string[] = [];
  const fail = (why: string): void => {
    if (failures.length < FAILURES_KEPT_MAX) failures.push(`after ${answered} answers: ${why}`);
  };
  const client = async (): Promise<void> => {
    while (running) {
      try {
        const { status, data, errors } = await ask(url, query, {}, headers);
        if (status !== 200 || errors.length > 0 || !data) fail(`${status} ${JSON.stringify(errors)}`);
      } catch (error) {
        const { message, cause } = error as Error;
        fail(`${message} ${cause instanceof Error ? cause.message : ''}`);
      }
      answered += 1;
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  return {
    answered: () => answered,
    async moreAnswers(count) {
      const goal = answered + count;
      await until(`${count} more answers`, () => answered >= goal);
    },
    async stop() {
      running = false;
      await all;
      return { answered, failures };
    },
  };
}
