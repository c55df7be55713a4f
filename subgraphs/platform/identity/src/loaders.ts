import { SYSTEM_ACTOR, type Actor } from '@kontor/protocol';
import { createLoader, type Loader } from '@kontor/subgraph';
import type { ActorRecord, ApiKeyRecord, MemberRecord, OrganisationRecord } from './domain/records.js';
import type { ApiKeyCursor } from './store/api-keys.js';
import type { IdentityStore } from './store/identity-store.js';
import type { MemberCursor } from './store/members.js';

/** One page of one organisation's list. */
export interface PageKey<C> {
  readonly organisationId: string;
  readonly take: number;
  readonly after: C | null;
}

export interface Place {
  readonly organisationId: string;
  readonly actorId: string;
}

export interface PageLoader<C, T> {
  load(key: PageKey<C>): Promise<readonly T[]>;
}

/** Made anew for every request: what they remember, and whom they show, belongs to its caller. */
export interface Loaders {
  readonly organisations: Loader<string, OrganisationRecord | null>;
  /** Only actors that the caller's organisation knows; all of them for Kontor itself. */
  readonly actors: Loader<string, ActorRecord | null>;
  readonly members: Loader<string, MemberRecord | null>;
  readonly apiKeys: Loader<string, ApiKeyRecord | null>;
  /** An actor's place in an organisation, removed members included. */
  readonly places: Loader<Place, MemberRecord | null>;
  readonly memberPages: PageLoader<MemberCursor, MemberRecord>;
  readonly memberCounts: Loader<string, { count: number } | null>;
  readonly apiKeyPages: PageLoader<ApiKeyCursor, ApiKeyRecord>;
  readonly apiKeyCounts: Loader<string, { count: number } | null>;
}

export function createLoaders(store: IdentityStore, caller: Actor): Loaders {
  return {
    organisations: createLoader(store.organisations.findMany, ({ id }) => id),
    actors: createLoader(
      (ids) => findActors(store, caller, ids),
      ({ id }) => id,
    ),
    members: createLoader(store.members.findMany, ({ id }) => id),
    apiKeys: createLoader(store.apiKeys.findMany, ({ id }) => id),
    places: createLoader(
      (places) => store.members.findPlaces(distinct(places, 'organisationId'), distinct(places, 'actorId')),
      ({ organisationId, actorId }) => ({ organisationId, actorId }),
      { cacheKeyOf: ({ organisationId, actorId }) => JSON.stringify([organisationId, actorId]) },
    ),
    memberPages: pageLoader(store.members.pages),
    memberCounts: createLoader(store.members.countActive, ({ organisationId }) => organisationId),
    apiKeyPages: pageLoader(store.apiKeys.pages),
    apiKeyCounts: createLoader(store.apiKeys.count, ({ organisationId }) => organisationId),
  };
}

const SYSTEM_RECORD: ActorRecord = { id: SYSTEM_ACTOR.id, kind: SYSTEM_ACTOR.kind, name: SYSTEM_ACTOR.name };

async function findActors(
  store: IdentityStore,
  caller: Actor,
  ids: readonly string[],
): Promise<ActorRecord[]> {
  const stored =
    caller.kind === 'SYSTEM'
      ? await store.actors.findMany(ids)
      : await store.actors.findKnownTo(caller.organisationId ?? '', ids);
  return ids.includes(SYSTEM_RECORD.id) ? [...stored, SYSTEM_RECORD] : stored;
}

/** The same page of many organisations is one statement; different pages are one each. */
function pageLoader<C, T extends { organisationId: string }>(
  load: (organisationIds: readonly string[], page: { take: number; after: C | null }) => Promise<T[]>,
): PageLoader<C, T> {
  const pageOf = ({ take, after }: Pick<PageKey<C>, 'take' | 'after'>) => JSON.stringify([take, after]);
  const loader = createLoader<PageKey<C>, { key: PageKey<C>; items: readonly T[] }>(
    async (keys) => {
      const samePages = [...Map.groupBy(keys, pageOf).values()];
      const loaded = await Promise.all(
        samePages.map(async (same) => {
          const items = Map.groupBy(
            await load(distinct(same, 'organisationId'), same[0] as PageKey<C>),
            ({ organisationId }) => organisationId,
          );
          return same.map((key) => ({ key, items: items.get(key.organisationId) ?? [] }));
        }),
      );
      return loaded.flat();
    },
    ({ key }) => key,
    { cacheKeyOf: (key) => `${key.organisationId} ${pageOf(key)}` },
  );
  return { load: async (key) => (await loader.load(key))?.items ?? [] };
}

const distinct = <T, P extends keyof T>(items: readonly T[], property: P): T[P][] => [
  ...new Set(items.map((item) => item[property])),
];
