import { setTimeout as wait } from 'node:timers/promises';
import { createExpectations } from '../check/expectations.js';
import { judgeMemory } from '../check/memory.js';
import { judgeMutations, type Times } from '../check/mutations.js';
import { converse } from '../client/converse.js';
import { Wire } from '../client/wire.js';
import { drawExchange, type ExchangeKind } from '../plan/exchange.js';
import { createRandom } from '../../differential/random.js';
import { writeSupergraphFile } from '../../support/gateway/supergraph-file.js';
import { until } from '../../support/kontor/until.js';
import { createSupergraphs } from '../world/services.js';
import { SUBGRAPH_NAMES } from '../world/shapes.js';
import { startGatewayProcess, type GatewayProcess } from './gateway-process.js';
import { startSubgraphProcess, type SubgraphProcess } from './subgraph-process.js';
import { createSwaps, type Swaps } from './swaps.js';
import { newTally, violate, type Tally } from './tally.js';

export interface SoakOptions {
  readonly seed: number;
  readonly exchanges: number;
  readonly connections: number;
  /** Some kinds of exchanges only, to find out which of them it is. */
  readonly kinds?: readonly ExchangeKind[] | undefined;
  /** From a supergraph in service to the next one. */
  readonly swapEveryMs: number;
  readonly restartEveryMs: number;
  /** Between two of them the load pauses, memory is measured and mutations are counted. */
  readonly checkpointEvery: number;
  /** Go on from there. */
  readonly before?: Tally | undefined;
  onProgress?(tally: Tally, held: { readonly heapMiB: number; readonly rssMiB: number } | undefined): void;
  /** Nothing is in flight: a place to go on from. */
  onCheckpoint?(tally: Tally): void;
}

const MIB = 1024 * 1024;
const PROGRESS_MS = 5_000;
const RESTART_DOWN_MS = 150;
/** A fetch that failed while a subgraph was down may be told of later than that. */
const RESTART_EXCUSES_MS = 5_000;
const RESTART_CODES = ['SUBGRAPH_CONNECTION_LOST', 'SUBGRAPH_UNREACHABLE'];
const QUIET_MS_MAX = 20_000;
/** So many wrong answers are enough. */
const VIOLATIONS_MAX = 1_000;

/** A gateway as it ships, under everything at once, until so many exchanges are over. Never throws for what it finds. */
export async function soak(options: SoakOptions): Promise<Tally> {
  const tally = options.before ?? newTally();
  const subgraphs = await startSubgraphProcess();
  const supergraphOf = createSupergraphs(
    (name, mark) => `http://127.0.0.1:${subgraphs.ports[name]}/${mark}/${name}`,
  );
  const file = await writeSupergraphFile(supergraphOf(1));
  let gateway: GatewayProcess | undefined;
  try {
    gateway = await startGatewayProcess(file.folder, file.path);
    const { servedHash } = gateway;
    const swaps = createSwaps({ supergraphOf, replace: file.replace, servedHash });
    await new Run(options, tally, subgraphs, gateway, swaps).toTheEnd();
    const how = await gateway.stop();
    if (how !== undefined) violate(tally, `the gateway did not end in order, but with ${how}`);
  } finally {
    await gateway?.stop();
    await subgraphs.stop();
    await file.remove();
  }
  return tally;
}

class Run {
  readonly #options: SoakOptions;
  readonly #tally: Tally;
  readonly #subgraphs: SubgraphProcess;
  readonly #gateway: GatewayProcess;
  readonly #swaps: Swaps;
  readonly #expectations = createExpectations();
  readonly #mutations = new Map<number, Times>();
  readonly #dueAtMs = new Map<'swap' | 'restart', number>();
  #restartedAtMs = -Infinity;

  constructor(
    options: SoakOptions,
    tally: Tally,
    subgraphs: SubgraphProcess,
    gateway: GatewayProcess,
    swaps: Swaps,
  ) {
    this.#options = options;
    this.#tally = tally;
    this.#subgraphs = subgraphs;
    this.#gateway = gateway;
    this.#swaps = swaps;
    tally.memory.push([]);
  }

  async toTheEnd(): Promise<void> {
    const { exchanges, checkpointEvery, onProgress } = this.#options;
    const tally = this.#tally;
    const began = { atMs: performance.now() - tally.elapsedMs, exchanges: tally.exchanges };
    const { resources } = await this.#gateway.held(false);
    const tell = (): void => {
      tally.elapsedMs = performance.now() - began.atMs;
      onProgress?.(tally, tally.memory.at(-1)?.at(-1));
    };
    const progress = setInterval(tell, PROGRESS_MS);
    try {
      while (tally.exchanges < exchanges && this.#mayGoOn()) {
        await this.#stretch(Math.min(exchanges, tally.exchanges + checkpointEvery));
        await this.#checkpoint(began.exchanges);
        tell();
        this.#options.onCheckpoint?.(tally);
      }
      if (this.#gateway.ended() === undefined) await this.#nothingIsLeft(resources);
    } finally {
      clearInterval(progress);
    }
    this.#lookBack();
  }

  #mayGoOn(): boolean {
    return this.#gateway.ended() === undefined && this.#tally.violationsCount < VIOLATIONS_MAX;
  }

  /** Load, swaps and restarts until exchange number `end`; nothing is in flight afterwards. */
  async #stretch(end: number): Promise<void> {
    const tally = this.#tally;
    const over = new AbortController();
    let next = tally.exchanges;
    const client = async (): Promise<void> => {
      const wire = new Wire(this.#gateway.port);
      while (next < end && this.#mayGoOn()) {
        const exchange = drawExchange(this.#options.seed, next++, this.#options.kinds);
        try {
          await converse(exchange, wire, {
            port: this.#gateway.port,
            expectations: this.#expectations,
            tally,
            generations: this.#swaps.generations,
            excusedSince: (sentAtMs) =>
              this.#restartedAtMs + RESTART_EXCUSES_MS > sentAtMs ? RESTART_CODES : [],
            mutations: this.#mutations,
          });
        } catch (error) {
          violate(tally, `${exchange.kind} ${exchange.number}: no answer: ${String(error)}`);
        }
        tally.byKind[exchange.kind] += 1;
        if (exchange.mutates) tally.mutations += 1;
      }
      wire.close();
    };
    const around = [
      this.#every('swap', this.#options.swapEveryMs, over.signal, async () => {
        await this.#swaps.swap();
        tally.swaps += 1;
      }),
      this.#every('restart', this.#options.restartEveryMs, over.signal, async () => {
        const random = createRandom(`restart ${this.#options.seed} ${tally.restarts}`);
        this.#restartedAtMs = Infinity;
        await this.#subgraphs.restart(random.pick(SUBGRAPH_NAMES), RESTART_DOWN_MS);
        this.#restartedAtMs = performance.now();
        tally.restarts += 1;
      }),
    ];
    await Promise.all(Array.from({ length: this.#options.connections }, client));
    tally.exchanges = end;
    over.abort();
    await Promise.all(around);
  }

  /** Of stretches, too, that are shorter than the time between two. What does not succeed is a violation, and ends it. */
  async #every(
    what: 'swap' | 'restart',
    everyMs: number,
    over: AbortSignal,
    act: () => Promise<void>,
  ): Promise<void> {
    try {
      for (;;) {
        const dueAtMs = this.#dueAtMs.get(what) ?? performance.now() + everyMs;
        this.#dueAtMs.set(what, dueAtMs);
        await wait(Math.max(0, dueAtMs - performance.now()), undefined, { signal: over });
        await act();
        this.#dueAtMs.set(what, performance.now() + everyMs);
      }
    } catch (error) {
      if (!over.aborted) violate(this.#tally, String(error));
    }
  }

  async #checkpoint(firstExchange: number): Promise<void> {
    const tally = this.#tally;
    if (this.#gateway.ended() !== undefined) return;
    await this.#isQuiet();
    const { heapUsed, rss } = await this.#gateway.held(true);
    const { executed, refusals, requests } = await this.#subgraphs.account();
    tally.memory.at(-1)?.push({
      exchanges: tally.exchanges - firstExchange,
      heapMiB: heapUsed / MIB,
      rssMiB: rss / MIB,
    });
    tally.peakRssMiB = Math.max(tally.peakRssMiB, this.#gateway.peakRssMiB());
    tally.subgraphRequests += requests;
    for (const refusal of refusals) violate(tally, `a subgraph was asked what it cannot answer: ${refusal}`);
    for (const finding of judgeMutations(this.#mutations, executed)) violate(tally, finding);
    this.#mutations.clear();
  }

  /** Whatever clients have left behind is given up, too. */
  async #isQuiet(): Promise<void> {
    await until(
      'no subgraph is asked',
      async () => (await this.#subgraphs.inFlight()) === 0,
      QUIET_MS_MAX,
    ).catch((error: unknown) => violate(this.#tally, String(error)));
  }

  /** No connection, to whomever, and nothing else that was not there at the beginning. */
  async #nothingIsLeft(before: Readonly<Record<string, number>>): Promise<void> {
    let left: Readonly<Record<string, number>> = {};
    const more = (): string[] =>
      Object.entries(left).flatMap(([kind, count]) =>
        count > (before[kind] ?? 0) ? [`${count} ${kind} (before: ${before[kind] ?? 0})`] : [],
      );
    await until(
      'nothing is left',
      async () => {
        left = (await this.#gateway.held(false)).resources;
        return more().length === 0;
      },
      QUIET_MS_MAX,
    ).catch(() => violate(this.#tally, `the gateway still has ${more().join(', ')}`));
  }

  #lookBack(): void {
    const tally = this.#tally;
    const how = this.#gateway.ended();
    if (how !== undefined) violate(tally, `the gateway ended with ${how}`);
    for (const line of this.#gateway.complaints()) violate(tally, `the gateway logged: ${line}`);
    for (const samples of tally.memory) {
      const { finding } = judgeMemory(samples, tally.peakRssMiB);
      if (finding !== undefined) violate(tally, finding);
    }
  }
}
