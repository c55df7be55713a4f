import type { FastifyInstance } from 'fastify';
import type { AdoptedConnections } from './adopted-connections.js';
import type { Logger } from './logger.js';

/**
 *   serving --drain()--> yielding --quiet or yieldMsMax--> closing --last answer or drainTimeoutMs--> closed
 *
 * yielding  /health/ready says 503 and every answer says `connection: close`, but nothing is refused and the listener
 *           stays open: a client that has not heard yet loses no request.
 * closing   no new connections; idle ones are closed; requests in flight finish.
 *
 * Closing an idle connection at once would race with a request already on its way, which its client sees as a reset.
 * So the server first yields until no request has come for `quietMs`, counted in ticks: after a stall of the process, what
 * piled up meanwhile is read before the next tick, and is not lost either.
 */
export interface DrainLimits {
  /** No request for this long, and none in flight, counts as quiet. */
  quietMs: number;
  /** Even under steady traffic the listener closes after this. */
  yieldMsMax: number;
  /** From the start of the drain; then connections are cut. */
  drainTimeoutMs: number;
}

export const DEFAULT_DRAIN_LIMITS: DrainLimits = { quietMs: 100, yieldMsMax: 2_000, drainTimeoutMs: 10_000 };

const QUIET_TICKS = 10;

export interface Drain {
  isDraining(): boolean;
  /** Idempotent: a second call waits for the first. */
  drain(): Promise<void>;
}

export function createDrain(
  app: FastifyInstance,
  log: Logger,
  adopted: AdoptedConnections,
  limits: DrainLimits = DEFAULT_DRAIN_LIMITS,
): Drain {
  let inFlight = 0;
  /** Connections and requests so far. */
  let arrivals = 0;
  let done: Promise<void> | undefined;

  const ended = (): void => {
    inFlight -= 1;
  };
  app.server.on('connection', () => {
    arrivals += 1;
  });
  app.server.prependListener('request', (_request, response) => {
    inFlight += 1;
    arrivals += 1;
    if (done) response.setHeader('connection', 'close');
    response.on('close', ended);
  });
  // An answer that was begun before the drain and not yet sent says so too.
  app.addHook('onSend', async (_request, reply) => {
    if (done) reply.raw.setHeader('connection', 'close');
  });

  async function run(): Promise<void> {
    const startedAtMs = performance.now();
    await yieldTraffic(startedAtMs);
    const cut = setTimeout(
      () => {
        log.warn({ inFlight }, 'drain deadline passed, cutting connections');
        app.server.closeAllConnections();
      },
      Math.max(0, startedAtMs + limits.drainTimeoutMs - performance.now()),
    );
    try {
      await adopted.finish();
      await app.close();
    } finally {
      clearTimeout(cut);
    }
  }

  async function yieldTraffic(startedAtMs: number): Promise<void> {
    if (!app.server.listening && !adopted.isTaking()) return;
    const endsAtMs = startedAtMs + Math.min(limits.yieldMsMax, limits.drainTimeoutMs);
    let quietTicks = 0;
    let seen = arrivals;
    while (quietTicks < QUIET_TICKS && performance.now() < endsAtMs) {
      await delay(limits.quietMs / QUIET_TICKS);
      quietTicks = inFlight === 0 && arrivals === seen ? quietTicks + 1 : 0;
      seen = arrivals;
    }
  }

  return { isDraining: () => done !== undefined, drain: () => (done ??= run()) };
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
