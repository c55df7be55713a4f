import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../kontor/ask.js';
import { until } from '../kontor/until.js';

/** Clients behind a load balancer that knows some gateways and sends requests to those that say they are ready. */
export interface BalancedLoad {
  /** From now on this gateway is one of them. */
  add(url: string): void;
  moreAnswers(count: number): Promise<void>;
  /** Resolves when every request was answered. */
  stop(): Promise<{ answered: number; failures: string[]; answeredBy: Record<string, number> }>;
}

const HEALTH_CHECK_MS = 50;

export function startBalancedLoad(query: string, clients: number): BalancedLoad {
  const gateways = new Map<string, { ready: boolean; answered: number }>();
  const failures: string[] = [];
  let answered = 0;
  let running = true;
  let turn = 0;

  async function checkHealth(): Promise<void> {
    while (running) {
      for (const [url, gateway] of gateways)
        gateway.ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
          async (response) => {
            await response.body?.cancel();
            return response.ok;
          },
          () => false,
        );
      await delay(HEALTH_CHECK_MS);
    }
  }

  async function client(): Promise<void> {
    while (running) {
      const ready = [...gateways].filter(([, gateway]) => gateway.ready);
      const [url, gateway] = ready[turn++ % ready.length] ?? [];
      if (url === undefined || gateway === undefined) {
        await delay(1);
        continue;
      }
      try {
        const { status, data, errors } = await ask(`${url}/graphql`, query);
        if (status !== 200 || errors.length > 0 || !data)
          failures.push(`${url}: ${status} ${JSON.stringify(errors)}`);
      } catch (error) {
        const { message, cause } = error as Error;
        failures.push(`${url}: ${message} ${cause instanceof Error ? cause.message : ''}`);
      }
      answered += 1;
      gateway.answered += 1;
    }
  }

  const all = Promise.all([checkHealth(), ...Array.from({ length: clients }, client)]);
  return {
    add: (url) => void gateways.set(url, { ready: false, answered: 0 }),
    async moreAnswers(count) {
      const goal = answered + count;
      await until(`${count} more answers`, () => answered >= goal, 120_000);
    },
    async stop() {
      running = false;
      await all;
      const answeredBy = Object.fromEntries([...gateways].map(([url, gateway]) => [url, gateway.answered]));
      return { answered, failures, answeredBy };
    },
  };
}
