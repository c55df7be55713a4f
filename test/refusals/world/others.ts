import { askRaw, type HttpRequest } from '../send/http.js';

/** A client that asks the same healthy question again and again, and never gets to hear of the attack. */
export interface Others {
  /** Ends after at least `ANSWERS_MIN` answers, and tells what the client saw. */
  finish(): Promise<OthersReport>;
}

export interface OthersReport {
  readonly answers: number;
  readonly slowestMs: number;
  /** What came instead of the healthy answer; empty when all went well. */
  readonly failures: readonly string[];
}

export interface HealthyQuestion {
  readonly port: number;
  readonly request: HttpRequest;
  readonly answer: RegExp;
}

const ANSWERS_MIN = 3;
const PAUSE_MS = 5;

export function startOthers({ port, request, answer }: HealthyQuestion): Others {
  let isOver = false;
  let answers = 0;
  let slowestMs = 0;
  const failures: string[] = [];

  async function ask(): Promise<void> {
    const startedAtMs = performance.now();
    try {
      const response = await askRaw(port, request);
      if (response.status !== 200 || !answer.test(response.body))
        failures.push(`${response.status} ${response.body.slice(0, 200)}`);
    } catch (error) {
      failures.push(String(error));
    }
    answers += 1;
    slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
  }

  async function askOn(): Promise<void> {
    while (!isOver || answers < ANSWERS_MIN) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  const asking = askOn();
  return {
    async finish() {
      isOver = true;
      await asking;
      return { answers, slowestMs, failures };
    },
  };
}
