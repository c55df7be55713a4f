import type { ActorRecord } from '../domain/records.js';
import type { Database } from './database.js';

export function actorStore(db: Database) {
  return {
    findMany: (ids: readonly string[]): Promise<ActorRecord[]> =>
      db.actor.findMany({ where: { id: { in: [...ids] } }, select: { id: true, kind: true, name: true } }),

    /**
     * Of these actors, those that the organisation knows: created in it, or a member of it, now or once. Others are left
     * out.
     */
    findKnownTo: (organisationId: string, ids: readonly string[]): Promise<ActorRecord[]> =>
      db.actor.findMany({
        where: {
          id: { in: [...ids] },
          OR: [{ organisationId }, { members: { some: { organisationId } } }],
        },
        select: { id: true, kind: true, name: true },
      }),

    create: (actor: {
      id: string;
      kind: 'PERSON' | 'MACHINE';
      name: string;
      organisationId: string;
      createdAt: Date;
    }): Promise<ActorRecord> =>
      db.actor.create({ data: actor, select: { id: true, kind: true, name: true } }),
  };
}

export type ActorStore = ReturnType<typeof actorStore>;
