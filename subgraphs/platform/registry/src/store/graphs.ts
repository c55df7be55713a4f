import { isGraphName, type Caller } from '@kontor/protocol';
import { graphCreated, variantCreated } from '../domain/audit.js';
import { recordAudit } from './audit.js';
import type { PrismaClient } from './generated/client.js';
import { onlyNames } from './names.js';
import { nullWhenTaken } from './null-when-taken.js';
import type { PageRequest } from './page.js';
import type { GraphRecord } from './records.js';
import { onlyUuids } from './uuid.js';

/** Which graphs an actor may see: an organisation's (null: everybody's), and of those the named ones (null: all). */
export interface GraphScope {
  readonly organisationId: string | null;
  readonly names: readonly string[] | null;
}

export type Graphs = ReturnType<typeof createGraphs>;

export function createGraphs(prisma: PrismaClient) {
  return {
    findByIds: (ids: readonly string[]): Promise<GraphRecord[]> =>
      prisma.graph.findMany({ where: { id: { in: onlyUuids(ids) } } }),

    findByNames: (names: readonly string[]): Promise<GraphRecord[]> =>
      prisma.graph.findMany({ where: { name: { in: onlyNames(names) } } }),

    async findByName(name: string): Promise<GraphRecord | null> {
      return isGraphName(name) ? prisma.graph.findUnique({ where: { name } }) : null;
    },

    /** By name; cursors are names. */
    page: (scope: GraphScope, { limit, after }: PageRequest<string>): Promise<GraphRecord[]> =>
      prisma.graph.findMany({
        where: { AND: [inScope(scope), after === null ? {} : { name: { gt: after } }] },
        orderBy: { name: 'asc' },
        take: limit,
      }),

    count: (scope: GraphScope): Promise<number> => prisma.graph.count({ where: inScope(scope) }),

    /** Creates a graph with its first variant, and both entries of the audit log; null when the name was taken in between. */
    create: (
      by: Caller,
      graph: { name: string; variantName: string; organisationId: string },
    ): Promise<GraphRecord | null> =>
      nullWhenTaken(
        prisma.$transaction(async (transaction) => {
          const { name, organisationId } = graph;
          const { variants, ...created } = await transaction.graph.create({
            data: {
              name,
              organisationId,
              createdById: by.id,
              variants: { create: { name: graph.variantName } },
            },
            include: { variants: true },
          });
          await recordAudit(transaction, graphCreated(by, created));
          for (const variant of variants)
            await recordAudit(transaction, variantCreated(by, { ...variant, graph: created }));
          return created;
        }),
      ),
  };
}

const inScope = ({ organisationId, names }: GraphScope) => ({
  ...(organisationId === null ? {} : { organisationId }),
  ...(names === null ? {} : { name: { in: [...names] } }),
});
