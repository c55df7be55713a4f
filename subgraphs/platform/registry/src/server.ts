import { composeLimitsFrom, type ComposeLimits, createComposer } from '@kontor/composer';
import { ACTOR_HEADER, verifyActor, type Actor } from '@kontor/protocol';
import {
  mountSubgraph,
  type Job,
  type Logger,
  type MountedSubgraph,
  type ReadyReport,
  type Refusal,
  type SubgraphDefinition,
  type SubgraphRequest,
} from '@kontor/subgraph';
import type { FastifyInstance } from 'fastify';
import { publishAsSystem, type SystemPublish, type SystemPublished } from './actions/publish-as-system.js';
import type { Services } from './actions/services.js';
import { createVariantQueue } from './actions/variant-queue.js';
import { createKeySnapshot } from './clients/key-snapshot.js';
import { createRoutingAddresses } from './clients/routing-addresses.js';
import { createKeyUses } from './clients/key-uses.js';
import type { Context } from './context.js';
import { mountDelivery } from './http/delivery.js';
import { createSupergraphWatch } from './http/supergraph-watch.js';
import { auditRetentionDaysFrom, pruneAudit } from './jobs/prune-audit.js';
import { createLaunchRunner } from './jobs/launch-runner.js';
import { createLoaders } from './loaders.js';
import { resolvers } from './resolvers/index.js';
import { privateRoutingUrlsFrom } from './settings.js';
import { openStore } from './store/store.js';

/** A request with a schema at its limit, escaped as JSON, fits; the server that hosts the registry must let it pass. */
export const REGISTRY_BODY_LIMIT_BYTES = 8 * 1024 * 1024;

export const REGISTRY_SCHEMA = new URL('../schema.graphql', import.meta.url);

export interface RegistryOptions {
  readonly databaseUrl: string;
  /** 32 bytes, shared with the platform gateway and identity. */
  readonly signingKey: Uint8Array;
  /** Of identity's subgraph; delivery fetches `<identityUrl>/key-snapshot`. */
  readonly identityUrl: string;
  readonly log: Logger;
  /** Where limits are read from; default: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: from the environment. */
  readonly composeLimits?: Partial<ComposeLimits>;
  readonly heldRequestsMax?: number;
  /** How long the last key snapshot holds while identity does not answer. */
  readonly keySnapshotStaleMsMax?: number;
}

export interface Registry {
  /** For `startSubgraph`; closes the registry with the server. */
  readonly subgraph: SubgraphDefinition<Context>;
  /** The GraphQL endpoint on an app that hosts others too; closes the registry with the app. */
  mount(app: FastifyInstance, path: string): Promise<MountedSubgraph>;
  /** GET /artifacts/<graph>/<variant>/supergraph */
  mountDelivery(app: FastifyInstance): void;
  ready(): Promise<ReadyReport>;
  /** Takes up launches that some process left unfinished and prunes the audit log, now and from time to time. */
  start(): void;
  /** Publishes one of Kontor's own subgraphs; see the action. */
  publishAsSystem(publish: SystemPublish): Promise<SystemPublished>;
  /** Answers the requests that delivery holds, and holds none any more. Call when shutting down begins. */
  drain(): void;
  /** Idempotent. */
  close(): Promise<void>;
}

/** The registry: its rooms wired together. Opens no connection before the first request. */
export function createRegistry(options: RegistryOptions): Registry {
  const { databaseUrl, signingKey, identityUrl, log, env = process.env } = options;
  const store = openStore({ databaseUrl, log });
  const composer = createComposer({
    limits: { ...composeLimitsFrom(env), ...options.composeLimits },
    log,
  });
  const watch = createSupergraphWatch({ findPointers: (ids) => store.variants.findPointers(ids), log });
  const launchRunner = createLaunchRunner({ store, log, onPointerMoved: watch.pointerMoved });
  const routingAddresses = createRoutingAddresses({ privateAllowed: privateRoutingUrlsFrom(env) });
  const services: Services = {
    store,
    composer,
    launchRunner,
    variantQueue: createVariantQueue(),
    log,
    routingAddresses,
  };
  const keys = createKeySnapshot({
    identityUrl,
    signingKey,
    log,
    ...(options.keySnapshotStaleMsMax !== undefined && { staleMsMax: options.keySnapshotStaleMsMax }),
  });
  const keyUses = createKeyUses({ identityUrl, signingKey, log });
  const retentionDays = auditRetentionDaysFrom(env);
  let pruning: Job | undefined;
  let draining = false;
  let closed: Promise<void> | undefined;

  function drain(): void {
    draining = true;
    watch.stirAll({ kind: 'draining' });
  }

  async function closeAll(): Promise<void> {
    drain();
    keys.close();
    watch.close();
    await pruning?.stop();
    await keyUses.close();
    await composer.close();
    await launchRunner.close();
    await store.close();
  }
  const close = (): Promise<void> => (closed ??= closeAll());

  const subgraph: SubgraphDefinition<Context> = {
    name: 'registry',
    typeDefs: REGISTRY_SCHEMA,
    resolvers,
    refuse: (request) => refuseUnsigned(request, signingKey),
    context: (request) => ({
      actor: { ...requireActor(request, signingKey), requestId: request.requestId },
      services,
      loaders: createLoaders(store),
    }),
    onClose: close,
  };

  return {
    subgraph,
    mount: (app, path) => mountSubgraph(app, { ...subgraph, path }),
    mountDelivery(app) {
      app.addHook('preClose', async () => drain());
      mountDelivery(app, {
        store,
        keys,
        watch,
        keyUses,
        isDraining: () => draining,
        ...(options.heldRequestsMax !== undefined && { heldRequestsMax: options.heldRequestsMax }),
      });
    },
    async ready() {
      await store.ping();
      return { ready: true };
    },
    start() {
      launchRunner.start();
      pruning ??= pruneAudit({ store, now: () => new Date() }, log, retentionDays);
    },
    publishAsSystem: (publish) => publishAsSystem(services, publish),
    drain,
    close,
  };
}

/** The registry answers only those whom the platform gateway vouches for, schema questions included. */
function refuseUnsigned(request: SubgraphRequest, signingKey: Uint8Array): Refusal | undefined {
  const verdict = verifyRequest(request, signingKey);
  return verdict.kind === 'valid'
    ? undefined
    : {
        code: 'ACTOR_REQUIRED',
        message: `The registry needs a valid ${ACTOR_HEADER} header: ${verdict.why}.`,
      };
}

function requireActor(request: SubgraphRequest, signingKey: Uint8Array): Actor {
  const verdict = verifyRequest(request, signingKey);
  // It was valid a moment ago, when the request was let in.
  if (verdict.kind === 'refused') throw new Error(`actor header ${verdict.why} after it was let in`);
  return verdict.actor;
}

function verifyRequest(request: SubgraphRequest, signingKey: Uint8Array) {
  const header = request.headers[ACTOR_HEADER];
  return verifyActor(typeof header === 'string' ? header : undefined, signingKey);
}
