import { createLogger, type Logger } from '@kontor/http';
import { startTelemetry, type OtherMetrics } from '@kontor/telemetry';
import type { GatewayConfig } from '../config.js';
import type { GatewayStatus } from '../gateway.js';
import { planningThreads } from '../planning/planning-threads.js';
import type { SupergraphSource } from '../supergraph/source.js';
import { observeSource, tellVerdict } from '../supergraph/tell.js';
import { createAcceptor } from './acceptor.js';
import { createCoordinator } from './coordinator.js';
import { createCrew } from './crew.js';
import type { GatewayFacts } from './messages.js';
import { createPlanStore, type PlanStore } from './plan-store.js';
import type { WorkerProcess } from './worker-process.js';

export type PrimaryConfig = Omit<GatewayConfig, 'supergraph' | 'registry' | 'workers'>;

/** How often workers hear how source and crew are, if that has changed. */
const FACTS_EVERY_MS = 500;
const METRICS_MS = 5_000;

/**
 * A gateway of several worker processes, as one: the primary has the port, the source of supergraphs, the planner and
 * the plans, and the output; the workers answer clients.
 */
export async function startPrimary(
  { host, port, ...config }: PrimaryConfig,
  source: SupergraphSource,
  count: number,
) {
  const log = createLogger({ name: 'gateway', level: config.logLevel });
  const telemetry = await startTelemetry({
    name: 'gateway',
    metricsPage: { kind: 'with others', read: () => metricsOf(crew.serving()) },
  });
  const plans = config.engine === 'compiled' ? planStoreOf(config, log) : undefined;
  let inServiceSince: Date | undefined;
  const coordinator = createCoordinator({
    plans,
    limits: { ...config.warmUp, supergraphBytesMax: config.limits.supergraphBytesMax },
    onHint: ({ origin }, hint) => log.warn({ origin }, hint),
    onDefect: ({ origin }, error) => log.error({ origin, err: error }, 'a supergraph could not be loaded'),
    onVerdict(offer, verdict, tookMs) {
      if (verdict.kind === 'serving') inServiceSince = new Date();
      tellVerdict(log, offer, verdict, tookMs);
    },
  });
  const acceptor = createAcceptor(config.connections);
  const facts = (): GatewayFacts => ({
    source: { name: source.name, ...source.state() },
    workers: { wanted: count, serving: crew.serving().length },
  });
  const crew = createCrew({ count, config, facts, coordinator, acceptor, plans, log });
  const teller = createFactsTeller(facts, crew.serving);
  const forget = observeSource(source, () => inServiceSince);

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    // Until the last worker has drained, it is handed connections.
    await crew.drain(config.drainTimeoutMs);
    acceptor.close();
    teller.stop();
    forget?.();
    await source.close();
    await plans?.closeAll();
    await telemetry.stop();
  }

  try {
    await crew.start();
    await source.open(coordinator.offer, log);
    teller.tell();
    const at = await acceptor.listen({ host, port });
    log.info({ workers: count }, `listening at ${at.url}`);
    const status = (): GatewayStatus => ({
      supergraphHash: coordinator.currentHash() ?? null,
      source: { name: source.name, ...source.state() },
    });
    return { ...at, status, close: () => (closed ??= close()) };
  } catch (error) {
    await close();
    throw error;
  }
}

const MIB = 1024 * 1024;

const planStoreOf = ({ limits }: Pick<GatewayConfig, 'limits'>, log: Logger): PlanStore =>
  createPlanStore({
    startPlanning: planningThreads({ limits }),
    lengthMax: limits.planCacheMiB * MIB,
    refusalMs: limits.planRefusalMs,
    onPlanned: ({ kind }, tookMs) =>
      log.debug({ outcome: kind, tookMs: Math.round(tookMs) }, 'operation planned'),
  });

/** Looks now and then, too: a source tells nobody when its state changes. */
function createFactsTeller(
  facts: () => GatewayFacts,
  workers: () => readonly WorkerProcess[],
): { tell(): void; stop(): void } {
  let told = '';
  const tell = (): void => {
    const now = facts();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    for (const worker of workers()) worker.send({ kind: 'facts', facts: now });
  };
  const timer = setInterval(tell, FACTS_EVERY_MS).unref();
  return { tell, stop: () => clearInterval(timer) };
}

/** What the workers count; one that does not answer is left out. */
async function metricsOf(workers: readonly WorkerProcess[]): Promise<OtherMetrics[]> {
  const pages = await Promise.all(
    workers.map(async (worker) => {
      const heard = worker.hear(
        (message) => (message.kind === 'metrics' ? message.text : undefined),
        METRICS_MS,
      );
      worker.send({ kind: 'metrics' });
      const text = await heard;
      return text === undefined ? [] : [{ label: { worker: String(worker.number) }, text }];
    }),
  );
  return pages.flat();
}
