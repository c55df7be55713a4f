import { createLogger, dieLoudly, EXIT_CODES, type HttpServer } from '@kontor/http';
import { startTelemetry } from '@kontor/telemetry';
import type { Socket } from 'node:net';
import { createCompiledEngine } from '../engine/compiled/compiled-engine.js';
import type { Engine } from '../engine/engine.js';
import { createGatewayServer, type GatewayServer } from '../gateway-server.js';
import { adaptHeapToServing } from '../heap-flags.js';
import { messageOf } from '../message-of.js';
import { createEndedCount } from './ended-count.js';
import type { FromWorker, ToWorker, WorkerConfig } from './messages.js';
import { createPrimarySource, type PrimarySource } from './primary-source.js';

/**
 * One of several processes that serve a gateway's clients. Signals of a terminal reach every process of a group: only
 * the primary minds them. SIGTERM for one worker drains that one; without its primary it drains, too.
 */
export function runWorker(): void {
  let worker: Promise<Worker> | undefined;
  const drain = (): void => {
    if (worker) void worker.then(({ drain: run }) => run(), quit);
    else quit();
  };
  process.on('message', (message: ToWorker, connection?: Socket) => {
    if (message.kind === 'start') {
      worker = start(message);
      worker.then(
        () => tell({ kind: 'started' }),
        (error: unknown) => {
          const { code } = error as { code?: Extract<FromWorker, { kind: 'failed' }>['code'] };
          tell({ kind: 'failed', code, message: messageOf(error) });
          process.exitCode = EXIT_CODES.couldNotRun;
          process.disconnect?.();
        },
      );
    } else if (message.kind === 'drain') drain();
    else void worker?.then((running) => running.heed(message, connection), quit);
  });
  process.on('SIGTERM', drain);
  process.on('SIGINT', () => undefined);
  process.on('disconnect', drain);
}

interface Worker {
  heed(message: ToWorker, connection: Socket | undefined): void;
  drain(): void;
}

async function start({ number, config, facts }: Extract<ToWorker, { kind: 'start' }>): Promise<Worker> {
  adaptHeapToServing();
  const log = createLogger({ name: 'gateway', level: config.logLevel }).child({ worker: number });
  dieLoudly(log);
  const telemetry = await startTelemetry({ name: 'gateway', metricsPage: { kind: 'elsewhere' } });
  const primary = createPrimarySource(tell, facts);
  const served = await createGatewayServer(config, {
    log,
    source: primary.source,
    parts: engineOf(config, primary),
    isWorker: true,
    readyDetails: () => ({ workers: primary.facts().workers }),
  });
  const take = await served.server.adopt();
  const ended = createEndedCount((connections) => tell({ kind: 'ended', connections }));

  let drained: Promise<void> | undefined;
  async function drain({ server, gateway }: GatewayServer): Promise<void> {
    tell({ kind: 'leaving' });
    await server.drain();
    await gateway.close();
    await telemetry.stop();
    quit();
  }

  return {
    drain: () => void (drained ??= drain(served)),
    heed(message, connection) {
      switch (message.kind) {
        case 'prepare':
          return primary.prepare(message.offer);
        case 'decide':
          return primary.decide(message.id, message.commit);
        case 'planned':
          return primary.planned(message.ask, message.outcome);
        case 'facts':
          return primary.learn(message.facts);
        case 'connection':
          return takeOrDecline(connection, take, ended.add);
        case 'traffic':
          return tell({ kind: 'traffic', traffic: served.gateway.traffic(message.operationsMax) });
        case 'metrics':
          return void telemetry.metricsText().then((text) => tell({ kind: 'metrics', text }));
        case 'start':
        case 'drain':
          throw new Error(`a worker heeds ${message.kind} elsewhere`);
      }
    },
  };
}

/** The stock engine plans by itself, as it always does. */
const engineOf = (
  { engine, limits }: WorkerConfig,
  { startPlanning }: PrimarySource,
): { customEngine?: Engine } =>
  engine === 'compiled' ? { customEngine: createCompiledEngine({ ...limits, startPlanning }) } : {};

function takeOrDecline(
  connection: Socket | undefined,
  take: Awaited<ReturnType<HttpServer['adopt']>>,
  onEnd: () => void,
): void {
  // It was closed on its way here.
  if (!connection) {
    tell({ kind: 'taken' });
    onEnd();
    return;
  }
  connection.once('close', onEnd);
  if (take(connection)) {
    tell({ kind: 'taken' });
    return;
  }
  connection.off('close', onEnd).destroy();
  tell({ kind: 'declined' });
}

function tell(message: FromWorker): void {
  // Its primary may have gone.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

const quit = (): never => process.exit(0);
