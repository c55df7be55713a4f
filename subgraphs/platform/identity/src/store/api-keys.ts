import { PERMISSIONS, type Permission } from '@kontor/protocol';
import type { CursorValues } from '@kontor/subgraph';
import type { ActorRecord, ApiKeyRecord, VerifiableKey } from '../domain/records.js';
import { Prisma, type ApiKey } from './generated/client.js';
import type { Database } from './database.js';

export type ApiKeyCursor = CursorValues<readonly ['date', 'string']>;

export interface NewApiKey {
  readonly id: string;
  readonly organisationId: string;
  readonly actorId: string;
  readonly name: string;
  readonly hash: string;
  readonly permissions: readonly Permission[];
  readonly graphs: readonly string[] | null;
  readonly bootstrap?: boolean;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

export function apiKeyStore(db: Database) {
  return {
    findMany: async (ids: readonly string[]): Promise<ApiKeyRecord[]> =>
      (await db.apiKey.findMany({ where: { id: { in: [...ids] } } })).map(toRecord),

    findVerifiable: async (id: string): Promise<VerifiableKey | undefined> => {
      const row = await db.apiKey.findUnique({ where: { id }, include: WITH_ACTOR });
      return row === null ? undefined : toVerifiable(row);
    },

    /** Every key that is neither revoked nor expired at `now`. */
    findUsable: async (now: Date): Promise<VerifiableKey[]> => {
      const rows = await db.apiKey.findMany({
        where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        include: WITH_ACTOR,
        orderBy: { id: 'asc' },
      });
      return rows.map(toVerifiable);
    },

    /** Of each organisation the next `take` keys behind `after`, newest first; one statement for all. */
    pages: async (
      organisationIds: readonly string[],
      { take, after }: { take: number; after: ApiKeyCursor | null },
    ): Promise<ApiKeyRecord[]> => {
      const rows = await db.$queryRaw<ApiKey[]>`
        SELECT page.id, page.organisation_id AS "organisationId", page.actor_id AS "actorId", page.name,
               page.permissions, page.graphs, page.every_graph AS "everyGraph", page.created_by_id AS "createdById",
               page.created_at AS "createdAt", page.expires_at AS "expiresAt", page.revoked_at AS "revokedAt",
               page.last_used_at AS "lastUsedAt"
        FROM unnest(${[...organisationIds]}::text[]) WITH ORDINALITY AS wanted(id, place)
        CROSS JOIN LATERAL (
          SELECT * FROM api_key
          WHERE api_key.organisation_id = wanted.id
            ${after ? Prisma.sql`AND (api_key.created_at, api_key.id) < (${after[0]}, ${after[1]})` : Prisma.empty}
          ORDER BY api_key.created_at DESC, api_key.id DESC
          LIMIT ${take}
        ) AS page
        ORDER BY wanted.place, page.created_at DESC, page.id DESC`;
      return rows.map(toRecord);
    },

    count: async (
      organisationIds: readonly string[],
    ): Promise<{ organisationId: string; count: number }[]> => {
      const groups = await db.apiKey.groupBy({
        by: ['organisationId'],
        where: { organisationId: { in: [...organisationIds] } },
        _count: { _all: true },
      });
      return groups.map(({ organisationId, _count }) => ({ organisationId, count: _count._all }));
    },

    create: async ({ graphs, permissions, ...key }: NewApiKey): Promise<ApiKeyRecord> =>
      toRecord(
        await db.apiKey.create({
          data: {
            ...key,
            permissions: [...permissions],
            graphs: [...(graphs ?? [])],
            everyGraph: graphs === null,
          },
        }),
      ),

    /** Keeps the moment of the first revocation. */
    revoke: (ids: readonly string[], revokedAt: Date): Promise<unknown> =>
      db.apiKey.updateMany({ where: { id: { in: [...ids] }, revokedAt: null }, data: { revokedAt } }),

    /** What an actor can still ask with, or could but for its end. */
    findUnrevokedOf: async (organisationId: string, actorId: string): Promise<ApiKeyRecord[]> =>
      (
        await db.apiKey.findMany({
          where: { organisationId, actorId, revokedAt: null },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        })
      ).map(toRecord),

    revokeOfActor: (organisationId: string, actorId: string, revokedAt: Date): Promise<unknown> =>
      db.apiKey.updateMany({ where: { organisationId, actorId, revokedAt: null }, data: { revokedAt } }),

    /** The keys of the first start and of reissues, oldest first. */
    findBootstrap: async (organisationId: string): Promise<ApiKeyRecord[]> =>
      (
        await db.apiKey.findMany({
          where: { organisationId, bootstrap: true },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        })
      ).map(toRecord),

    revokeBootstrap: (organisationId: string, revokedAt: Date): Promise<unknown> =>
      db.apiKey.updateMany({
        where: { organisationId, bootstrap: true, revokedAt: null },
        data: { revokedAt },
      }),

    /** One statement for the batch; never sets a clock back. */
    saveUses: (uses: readonly { keyId: string; usedAt: Date }[]): Promise<unknown> => db.$executeRaw`
      UPDATE api_key SET last_used_at = used.at
      FROM unnest(
        ${uses.map(({ keyId }) => keyId)}::text[],
        ${uses.map(({ usedAt }) => usedAt.toISOString())}::timestamptz[]
      ) AS used(id, at)
      WHERE api_key.id = used.id AND (api_key.last_used_at IS NULL OR api_key.last_used_at < used.at)`,
  };
}

export type ApiKeyStore = ReturnType<typeof apiKeyStore>;

const WITH_ACTOR = { actor: { include: { members: true } } } as const;
type RowWithActor = Prisma.ApiKeyGetPayload<{ include: typeof WITH_ACTOR }>;

function toVerifiable(row: RowWithActor): VerifiableKey {
  const { id, kind, name, members } = row.actor;
  const actor: ActorRecord = { id, kind, name };
  const member = members.find(({ organisationId }) => organisationId === row.organisationId) ?? null;
  return { key: toRecord(row), hash: row.hash, actor, member };
}

const toRecord = (row: Omit<ApiKey, 'hash' | 'bootstrap'>): ApiKeyRecord => ({
  id: row.id,
  organisationId: row.organisationId,
  actorId: row.actorId,
  name: row.name,
  // A permission that a later version dropped grants nothing.
  permissions: PERMISSIONS.filter((permission) => row.permissions.includes(permission)),
  graphs: row.everyGraph ? null : row.graphs,
  createdById: row.createdById,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
  lastUsedAt: row.lastUsedAt,
});
