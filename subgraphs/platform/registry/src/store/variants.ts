import { isGraphName, type Caller, type GraphRef } from '@kontor/protocol';
import type { ActiveSet } from '../domain/active-subgraph.js';
import { variantCreated } from '../domain/audit.js';
import { recordAudit } from './audit.js';
import type { PrismaClient } from './generated/client.js';
import { nullWhenTaken } from './null-when-taken.js';
import { byId, groupInOrder, type PageRequest } from './page.js';
import type { GraphRecord, PointerRecord, SubgraphRecord, VariantInGraph, VariantRecord } from './records.js';
import { onlyUuids } from './uuid.js';

export type Variants = ReturnType<typeof createVariants>;

export function createVariants(prisma: PrismaClient) {
  return {
    findByIds: (ids: readonly string[]): Promise<VariantRecord[]> =>
      prisma.variant.findMany({ where: { id: { in: onlyUuids(ids) } } }),

    findByRefs: (refs: readonly GraphRef[]): Promise<VariantInGraph[]> =>
      prisma.variant.findMany({
        where: { OR: refs.map(({ graph, variant }) => ({ name: variant, graph: { name: graph } })) },
        include: { graph: true },
      }),

    async findByName(graphId: string, name: string): Promise<VariantRecord | null> {
      return isGraphName(name)
        ? prisma.variant.findUnique({ where: { graphId_name: { graphId, name } } })
        : null;
    },

    /** Creates a variant and its entry of the audit log; null when the name was taken in between. */
    create: (by: Caller, graph: GraphRecord, name: string): Promise<VariantRecord | null> =>
      nullWhenTaken(
        prisma.$transaction(async (transaction) => {
          const variant = await transaction.variant.create({ data: { graphId: graph.id, name } });
          await recordAudit(transaction, variantCreated(by, { ...variant, graph }));
          return variant;
        }),
      ),

    /** Variants of each graph, by name; cursors are names. */
    async pageByGraph(
      graphIds: readonly string[],
      { limit, after }: PageRequest<string>,
    ): Promise<Map<string, VariantRecord[]>> {
      const ids = await prisma.$queryRaw<{ parent: string; id: string }[]>`
        select parent.id as parent, item.id
        from unnest(${[...graphIds]}::uuid[]) as parent(id)
        cross join lateral (
          select id, name from variants
          where graph_id = parent.id and (${after}::text is null or name > ${after}::text)
          order by name limit ${limit}
        ) item
        order by item.name`;
      return groupInOrder(ids, byId(await this.findByIds(ids.map(({ id }) => id))));
    },

    async countByGraph(graphIds: readonly string[]): Promise<Map<string, number>> {
      const counts = await prisma.variant.groupBy({
        by: ['graphId'],
        where: { graphId: { in: [...graphIds] } },
        _count: true,
      });
      return new Map(counts.map(({ graphId, _count }) => [graphId, _count]));
    },

    /**
     * What the next supergraph of a variant would be composed from. The revision is read first: a set that is newer
     * than it fails the check when the decision is recorded, never the other way round.
     */
    async loadActiveSet(variantId: string): Promise<ActiveSet> {
      const { revision } = await prisma.variant.findUniqueOrThrow({
        where: { id: variantId },
        select: { revision: true },
      });
      const active = await prisma.activeSubgraph.findMany({
        where: { variantId },
        orderBy: { subgraphName: 'asc' },
        select: {
          subgraphName: true,
          version: { select: { id: true, sdl: true, sdlHash: true, routingUrl: true } },
        },
      });
      return {
        revision,
        subgraphs: active.map(({ subgraphName, version: { id, ...schema } }) => ({
          versionId: id,
          name: subgraphName,
          ...schema,
        })),
      };
    },

    /** Active subgraphs by variant and name. */
    async findSubgraphs(
      keys: readonly { readonly variantId: string; readonly name: string }[],
    ): Promise<SubgraphRecord[]> {
      const rows = await prisma.activeSubgraph.findMany({
        where: {
          OR: keys
            .filter(({ name }) => isGraphName(name))
            .map(({ variantId, name }) => ({ variantId, subgraphName: name })),
        },
      });
      return rows.map(toSubgraph);
    },

    /** Active subgraphs of each variant, by name; cursors are names. */
    async pageSubgraphs(
      variantIds: readonly string[],
      { limit, after }: PageRequest<string>,
    ): Promise<Map<string, SubgraphRecord[]>> {
      const rows = await prisma.$queryRaw<SubgraphRecord[]>`
        select parent.id as "variantId", item.subgraph_name as "name", item.version_id as "activeVersionId"
        from unnest(${[...variantIds]}::uuid[]) as parent(id)
        cross join lateral (
          select subgraph_name, version_id from active_subgraphs
          where variant_id = parent.id and (${after}::text is null or subgraph_name > ${after}::text)
          order by subgraph_name limit ${limit}
        ) item
        order by item.subgraph_name`;
      return Map.groupBy(rows, ({ variantId }) => variantId);
    },

    async countSubgraphs(variantIds: readonly string[]): Promise<Map<string, number>> {
      const counts = await prisma.activeSubgraph.groupBy({
        by: ['variantId'],
        where: { variantId: { in: [...variantIds] } },
        _count: true,
      });
      return new Map(counts.map(({ variantId, _count }) => [variantId, _count]));
    },

    /** Where the pointers of these variants stand. */
    async findPointers(variantIds: readonly string[]): Promise<PointerRecord[]> {
      const rows = await prisma.variant.findMany({
        where: { id: { in: [...variantIds] } },
        select: { id: true, currentLaunch: { select: { id: true, sequence: true, supergraphHash: true } } },
      });
      return rows.map(({ id, currentLaunch }) => ({
        variantId: id,
        launch:
          currentLaunch?.supergraphHash == null
            ? null
            : { ...currentLaunch, supergraphHash: currentLaunch.supergraphHash },
      }));
    },
  };
}

const toSubgraph = (row: { variantId: string; subgraphName: string; versionId: string }): SubgraphRecord => ({
  variantId: row.variantId,
  name: row.subgraphName,
  activeVersionId: row.versionId,
});
