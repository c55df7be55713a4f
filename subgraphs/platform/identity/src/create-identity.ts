import type { FastifyInstance } from 'fastify';
import { ERROR_CODES } from '@kontor/protocol';
import { codedError, mountSubgraph, type Logger, type ReadyReport } from '@kontor/subgraph';
import { bootstrap, reissueBootstrapKeys, type BootstrapSecrets } from './actions/bootstrap.js';
import type { Context } from './context.js';
import { FIRST_ORGANISATION_SLUG } from './domain/bootstrap-keys.js';
import { UsedKeys } from './domain/last-used.js';
import { actorIn, refuseWithoutActor } from './http/require-actor.js';
import { serveKeys } from './http/routes.js';
import { auditRetentionDaysFrom, pruneAudit } from './jobs/prune-audit.js';
import { saveKeyUses } from './jobs/save-key-uses.js';
import { createLoaders } from './loaders.js';
import { resolvers } from './resolvers/index.js';
import { realWorld, type Services } from './services.js';
import { openIdentityStore } from './store/identity-store.js';

export interface IdentityOptions {
  databaseUrl: string;
  /** Of the `kontor-actor` header. */
  signingKey: Uint8Array;
  log: Logger;
  /** Where limits are read from; default: the process's own. */
  env?: Readonly<Record<string, string | undefined>>;
  /** For tests. */
  now?: () => Date;
}

export interface Identity {
  /** GraphQL at `path`; for Kontor's own processes `<path>/authenticate`, `/key-snapshot` and `/key-uses`. Closes with the app. */
  mount(app: FastifyInstance, path: string): Promise<void>;
  /** First start: creates organisation, owner and keys. Undefined when that was done before. Safe when several start at once. */
  bootstrap(): Promise<BootstrapSecrets | undefined>;
  /**
   * When the credentials file is lost: revokes the keys of the first start and makes new ones. Undefined before the first
   * start. Whoever calls it must be alone (hold a lock): each call ends the keys of the one before.
   */
  reissueBootstrapKeys(): Promise<BootstrapSecrets | undefined>;
  /** Of the organisation that owns Kontor's own graph. Throws before the first start. */
  firstOrganisationId(): Promise<string>;
  ready(): Promise<ReadyReport>;
  /** Idempotent. */
  close(): Promise<void>;
}

const SCHEMA = new URL('../schema.graphql', import.meta.url);

export function createIdentity({
  databaseUrl,
  signingKey,
  log,
  env = process.env,
  now = realWorld.now,
}: IdentityOptions): Identity {
  const store = openIdentityStore({ databaseUrl, log });
  const services: Services = { ...realWorld, now, store, usedKeys: new UsedKeys() };
  const saving = saveKeyUses(services, log);
  const pruning = pruneAudit(services, log, auditRetentionDaysFrom(env));
  let closed: Promise<void> | undefined;
  const close = () =>
    (closed ??= (async () => {
      await Promise.all([saving.stop(), pruning?.stop()]);
      await store.close();
    })());

  return {
    mount: async (app, path) => {
      await mountSubgraph<Context>(app, {
        name: 'identity',
        path,
        typeDefs: SCHEMA,
        resolvers,
        refuse: ({ headers }) => refuseWithoutActor(actorIn(headers, signingKey, now())),
        context: ({ headers, requestId }) =>
          contextFor(services, actorIn(headers, signingKey, now()), requestId),
        routes: (routes) => serveKeys(routes, path, { services, signingKey }),
        onClose: close,
      });
    },
    bootstrap: () => bootstrap(services),
    reissueBootstrapKeys: () => reissueBootstrapKeys(services),
    firstOrganisationId: async () => {
      const organisation = await store.organisations.findBySlug(FIRST_ORGANISATION_SLUG);
      if (!organisation) throw new Error('firstOrganisationId was asked before bootstrap');
      return organisation.id;
    },
    ready: async () => {
      await store.ping();
      return { ready: true };
    },
    close,
  };
}

/** Reading the body may outlast the header; who was let in stays in only while it is valid. */
function contextFor(services: Services, verdict: ReturnType<typeof actorIn>, requestId: string): Context {
  if (verdict.kind === 'refused') throw codedError('ACTOR_REQUIRED', ERROR_CODES.ACTOR_REQUIRED.what);
  const actor = { ...verdict.actor, requestId };
  return { actor, services, loaders: createLoaders(services.store, actor) };
}
