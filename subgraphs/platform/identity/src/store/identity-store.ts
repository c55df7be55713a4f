import { createPrismaAdapter, retrySerializable, type Logger } from '@kontor/subgraph';
import { actorStore, type ActorStore } from './actors.js';
import { apiKeyStore, type ApiKeyStore } from './api-keys.js';
import { auditStore, type AuditStore } from './audit.js';
import type { Database } from './database.js';
import { PrismaClient } from './generated/client.js';
import { memberStore, type MemberStore } from './members.js';
import { organisationStore, type OrganisationStore } from './organisations.js';

/** The repositories, one per aggregate. */
export interface Repositories {
  readonly organisations: OrganisationStore;
  readonly actors: ActorStore;
  readonly members: MemberStore;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditStore;
}

export interface IdentityStore extends Repositories {
  /**
   * Load, decide and save as if nobody else wrote meanwhile: SERIALIZABLE, run again when it lost against another. `work`
   * may run several times.
   */
  serially<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export function openIdentityStore({
  databaseUrl,
  log,
}: {
  databaseUrl: string;
  log?: Logger;
}): IdentityStore {
  const { adapter, transactionOptions, close } = createPrismaAdapter({
    url: databaseUrl,
    applicationName: 'kontor-identity',
    ...(log && { log }),
  });
  const client = new PrismaClient({ adapter, transactionOptions });
  return {
    ...repositories(client),
    serially: (work) =>
      retrySerializable(() =>
        client.$transaction((transaction) => work(repositories(transaction)), {
          isolationLevel: 'Serializable',
        }),
      ),
    ping: async () => void (await client.$queryRaw`SELECT 1`),
    close: async () => {
      await client.$disconnect();
      await close();
    },
  };
}

const repositories = (db: Database): Repositories => ({
  organisations: organisationStore(db),
  actors: actorStore(db),
  members: memberStore(db),
  apiKeys: apiKeyStore(db),
  audit: auditStore(db),
});
