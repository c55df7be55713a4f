import { ProcessError } from '@kontor/http/basics';
import { artifactHash } from '@kontor/protocol';
import { createCompiledEngine } from '../engine/compiled/compiled-engine.js';
import { messageOf } from '../message-of.js';
import { planningThreads } from '../planning/planning-threads.js';
import { createSubgraphClient, type SubgraphClient } from '../subgraph-client/subgraph-client.js';
import { createHotOperations } from '../supergraph/hot-operations.js';
import { createReceiver } from '../supergraph/receive.js';
import type { ReceiveSupergraph } from '../supergraph/source.js';
import { verifySupergraph } from '../supergraph/verify.js';
import type {
  GatewayExecutor,
  GatewayInterface,
  GraphQLDataSource,
  LoadResult,
  SchemaCallback,
  ServiceEndpoint,
  SupergraphFacts,
} from './apollo-types.js';
import { createDataSources, type DataSources } from './data-sources.js';
import { createExecutor } from './execute-incoming.js';
import { checkHealth, endpointsOf, type HealthReport } from './health-check.js';
import { createInService, type InService } from './in-service.js';
import { createServed, type ServedHere } from './served.js';
import { readOptions, type KontorGatewayOptions, type ReadOptions } from './options.js';

/** How long a request may take from its first step to its execution, and still find the supergraph that it began on. */
const RETIRED_GRACE_MS = 30_000;

type Phase = 'new' | 'loading' | 'loaded' | 'failed' | 'stopped';

/**
 * Kontor's engine in an Apollo Server of one's own:
 *
 *   new ApolloServer({ gateway: new KontorGateway({ supergraphSdl }) })
 *
 *   supergraphSdl ─> verify ─> load ─> warm ─> swap ─> listeners (Apollo Server)
 *   Apollo Server ─> executor ─> the supergraph that the request began on ─> data sources, or Kontor's client
 */
export class KontorGateway implements GatewayInterface {
  readonly executor: GatewayExecutor;
  readonly #options: ReadOptions;
  readonly #client: SubgraphClient;
  readonly #sources: DataSources;
  readonly #inService: InService<ServedHere>;
  readonly #receive: ReceiveSupergraph;
  readonly #listeners = new Set<SchemaCallback>();
  /** What is offered, by its hash, until the verdict. */
  readonly #offered = new Map<string, { sdl: string; endpoints: readonly ServiceEndpoint[] }>();
  #phase: Phase = 'new';
  /** Until then, whatever it hands to `update` is older than what it brings. */
  #hasBrought = false;
  #updates: Promise<void> = Promise.resolve();
  #cleanup: (() => Promise<void>) | undefined;
  #loading: Promise<LoadResult> | undefined;
  #stopping: Promise<void> | undefined;

  /** Throws ProcessError with a code for what it cannot do. */
  constructor(options: KontorGatewayOptions) {
    this.#options = readOptions(options);
    const { values, logger } = this.#options;
    const { limits, subgraphs, warmUp } = values;
    const hot = createHotOperations(warmUp.trackedOperationsMax);
    this.#client = createSubgraphClient({
      ...subgraphs,
      fetchTimeoutMsOf: new Map(Object.entries(subgraphs.fetchTimeoutMsOf)),
      urlOf: new Map(Object.entries(subgraphs.urlOf)),
      compressRequestsOf: new Map(Object.entries(subgraphs.compressRequestsOf)),
      onTrouble: ({ subgraph, code, cause }) =>
        logger.warn(
          `The subgraph "${subgraph}" gave trouble: ${code}${cause === undefined ? '' : ` (${cause})`}`,
        ),
    });
    this.#sources = createDataSources(this.#options, this.#client);
    this.#inService = createInService<ServedHere>({
      graceMs: RETIRED_GRACE_MS,
      dispose: (served, left) => this.#dispose(served, left),
    });
    this.#receive = createReceiver({
      engine: createCompiledEngine({
        ...limits,
        startPlanning: planningThreads({ limits }),
        // Behind a gateway Apollo Server has no way to answer in parts.
        servesDefer: false,
      }),
      hot,
      limits: { ...warmUp, supergraphBytesMax: limits.supergraphBytesMax },
      current: () => this.#inService.current(),
      swapIn: ({ loaded }) => {
        const offered = this.#offered.get(loaded.hash);
        if (!offered) throw new Error('a supergraph that nobody offered');
        this.#swapIn(createServed(loaded, offered.sdl, offered.endpoints, limits.documentCacheEntriesMax));
        return Promise.resolve();
      },
      onHint: (_, hint) => logger.warn(hint),
      onDefect: (_, error) => logger.error(`A supergraph could not be loaded: ${messageOf(error)}`),
      onVerdict: ({ hash }, { kind }) => logger.debug(`Supergraph ${hash}: ${kind}`),
    });
    this.executor = createExecutor({
      inService: this.#inService,
      hot,
      client: this.#client,
      sources: this.#sources,
      values,
      logger,
    });
  }

  /** Called at once when there is a schema already, and then whenever a newer one takes over. */
  onSchemaLoadOrUpdate(callback: SchemaCallback): () => void {
    this.#listeners.add(callback);
    const current = this.#inService.current();
    if (current) callback({ apiSchema: current.schema, coreSupergraphSdl: current.sdl });
    return () => void this.#listeners.delete(callback);
  }

  /** Resolves when there is a supergraph that serves. Rejects with a coded error when the first one cannot be served. */
  load(_options?: unknown): Promise<LoadResult> {
    return (this.#loading ??= this.#load());
  }

  /** Ends when the last operation under way has ended. Idempotent. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  /** Asks every subgraph of the supergraph in service whether it answers. Rejects when one does not. */
  serviceHealthCheck(): Promise<HealthReport[]> {
    return checkHealth(this.#inService.current()?.endpoints ?? [], this.#sources);
  }

  async #load(): Promise<LoadResult> {
    if (this.#phase !== 'new') throw new Error(`A gateway that is ${this.#phase} is not loaded again.`);
    this.#phase = 'loading';
    try {
      await this.#offer(await this.#firstSupergraph());
    } catch (error) {
      this.#phase = 'failed';
      await this.#end();
      throw error;
    }
    this.#phase = 'loaded';
    return { executor: this.executor };
  }

  async #firstSupergraph(): Promise<string> {
    const { supergraphSdl: given, logger } = this.#options;
    if (typeof given === 'string') return given;
    const hooks = {
      update: (sdl: string) => this.#update(sdl),
      healthCheck: async (sdl: string) => void (await checkHealth(endpointsOf(sdl), this.#sources)),
      getDataSource: (endpoint: ServiceEndpoint): GraphQLDataSource => this.#sources.of(endpoint),
    };
    const brought = await (typeof given === 'function' ? given(hooks) : given.initialize(hooks));
    const { cleanup } = brought;
    if (typeof cleanup === 'function') this.#cleanup = cleanup;
    else if (cleanup !== undefined)
      logger.error('`cleanup` of `supergraphSdl` is no function, and is not called.');
    this.#hasBrought = true;
    return brought.supergraphSdl;
  }

  /** What can be said at once is thrown; what loading finds is logged. Either way the one before stays. */
  #update(sdl: string): void {
    if (this.#phase === 'failed' || this.#phase === 'stopped')
      throw new Error(`\`update\` was called when the gateway had ${this.#phase}.`);
    this.#verify(sdl);
    if (!this.#hasBrought) return;
    this.#updates = this.#updates.then(async () => {
      await (this.#loading ?? Promise.resolve()).catch(() => undefined);
      if (this.#phase !== 'loaded') return;
      await this.#offer(sdl).catch((error: unknown) => {
        this.#options.logger.error(`The supergraph was not taken; the one before stays. ${messageOf(error)}`);
      });
    });
  }

  #verify(sdl: string): void {
    if (typeof sdl !== 'string')
      throw new ProcessError('SUPERGRAPH_INVALID', 'The supergraph that was brought is no text.');
    const bytesMax = this.#options.values.limits.supergraphBytesMax;
    const verified = verifySupergraph({ sdl, hash: artifactHash(sdl) }, { bytesMax });
    if (verified.kind === 'refused') throw new ProcessError(verified.code, verified.message);
  }

  async #offer(sdl: string): Promise<void> {
    this.#verify(sdl);
    const hash = artifactHash(sdl);
    const endpoints = endpointsOf(sdl);
    if (this.#options.values.serviceHealthCheck) await checkHealth(endpoints, this.#sources);
    // So that what `buildService` throws is known before anybody is served.
    for (const { name, url = '' } of endpoints) this.#sources.customOf(name, url);
    this.#offered.set(hash, { sdl, endpoints });
    try {
      const verdict = await this.#receive({ sdl, hash, origin: 'supergraphSdl' });
      if (verdict.kind === 'refused') throw new ProcessError(verdict.code, verdict.message);
    } finally {
      this.#offered.delete(hash);
    }
  }

  #swapIn(next: ServedHere): void {
    const before = this.#inService.current();
    this.#inService.swapIn(next);
    const { didUpdateSupergraph } = this.#options;
    for (const tell of this.#listeners)
      this.#tell(() => tell({ apiSchema: next.schema, coreSupergraphSdl: next.sdl }), 'onSchemaLoadOrUpdate');
    if (didUpdateSupergraph)
      this.#tell(
        () => didUpdateSupergraph(factsOf(next), before && factsOf(before)),
        'experimental_didUpdateSupergraph',
      );
  }

  /** A listener that throws changes nothing for the others. */
  #tell(listener: () => void, name: string): void {
    try {
      listener();
    } catch (error) {
      this.#options.logger.error(`A listener of \`${name}\` failed: ${messageOf(error)}`);
    }
  }

  async #dispose(served: ServedHere, left: readonly ServedHere[]): Promise<void> {
    try {
      await served.loaded.dispose();
    } catch (error) {
      this.#options.logger.error(`A supergraph could not be disposed of: ${messageOf(error)}`);
    }
    this.#client.keepOnly(left.flatMap(({ urls }) => urls));
    this.#sources.keepOnly(left.flatMap(({ endpoints }) => endpoints));
  }

  async #stop(): Promise<void> {
    await this.#loading?.catch(() => undefined);
    if (this.#phase === 'failed') return;
    this.#phase = 'stopped';
    await this.#updates;
    await this.#end();
  }

  async #end(): Promise<void> {
    try {
      await this.#cleanup?.();
    } catch (error) {
      this.#options.logger.error(`\`cleanup\` of \`supergraphSdl\` failed: ${messageOf(error)}`);
    }
    await this.#inService.close();
    await this.#client.close();
  }
}

const factsOf = ({ loaded, sdl, schema }: ServedHere): SupergraphFacts => ({
  compositionId: loaded.hash,
  supergraphSdl: sdl,
  schema,
});
