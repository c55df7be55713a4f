import type { GitContext } from '../domain/git-context.js';
import type { VersionStanding } from '../domain/subgraph-version-status.js';
import type { PrismaClient } from './generated/client.js';
import { byId, groupInOrder, type PageRequest } from './page.js';
import type { SubgraphVersionRecord } from './records.js';
import { onlyUuids } from './uuid.js';

export type SubgraphVersions = ReturnType<typeof createSubgraphVersions>;

/** A subgraph by its place: every version ever published under that name. */
export interface SubgraphKey {
  readonly variantId: string;
  readonly name: string;
}

export function createSubgraphVersions(prisma: PrismaClient) {
  return {
    async findByIds(ids: readonly string[]): Promise<SubgraphVersionRecord[]> {
      const rows = await prisma.subgraphVersion.findMany({
        where: { id: { in: onlyUuids(ids) } },
        omit: { sdl: true },
      });
      return rows.map(toVersion);
    },

    /** The schemas of versions, by their ids. */
    async findSdl(ids: readonly string[]): Promise<Map<string, string>> {
      const rows = await prisma.subgraphVersion.findMany({
        where: { id: { in: [...ids] } },
        select: { id: true, sdl: true },
      });
      return new Map(rows.map(({ id, sdl }) => [id, sdl]));
    },

    /** What became of versions, by their ids. */
    async findStandings(ids: readonly string[]): Promise<Map<string, VersionStanding>> {
      const rows = await prisma.subgraphVersion.findMany({
        where: { id: { in: [...ids] } },
        select: {
          id: true,
          refused: true,
          active: { select: { versionId: true } },
          removedBy: { select: { id: true } },
        },
      });
      return new Map(
        rows.map(({ id, refused, active, removedBy }) => [
          id,
          { refused, active: active !== null, removed: removedBy !== null },
        ]),
      );
    },

    /** Versions of each subgraph (as `keyOf` names it), newest first; cursors are sequences. */
    async pageBySubgraph(
      subgraphs: readonly string[],
      { limit, after }: PageRequest<number>,
    ): Promise<Map<string, SubgraphVersionRecord[]>> {
      const keys = subgraphs.map(readKey);
      const ids = await prisma.$queryRaw<{ variantId: string; name: string; id: string }[]>`
        select parent.variant_id as "variantId", parent.name, item.id
        from unnest(${keys.map(({ variantId }) => variantId)}::uuid[], ${keys.map(({ name }) => name)}::text[])
          as parent(variant_id, name)
        cross join lateral (
          select id, sequence from subgraph_versions
          where variant_id = parent.variant_id and subgraph_name = parent.name
            and (${after}::int is null or sequence < ${after}::int)
          order by sequence desc limit ${limit}
        ) item
        order by item.sequence desc`;
      const rows = byId(await this.findByIds(ids.map(({ id }) => id)));
      return groupInOrder(
        ids.map(({ id, ...key }) => ({ id, parent: keyOf(key) })),
        rows,
      );
    },

    async countBySubgraph(subgraphs: readonly string[]): Promise<Map<string, number>> {
      const counts = await prisma.subgraphVersion.groupBy({
        by: ['variantId', 'subgraphName'],
        where: {
          OR: subgraphs.map(readKey).map(({ variantId, name }) => ({ variantId, subgraphName: name })),
        },
        _count: true,
      });
      return new Map(
        counts.map(({ variantId, subgraphName, _count }) => [
          keyOf({ variantId, name: subgraphName }),
          _count,
        ]),
      );
    },
  };
}

/** One string per subgraph; neither part contains a slash. */
export const keyOf = ({ variantId, name }: SubgraphKey): string => `${variantId}/${name}`;

function readKey(subgraph: string): SubgraphKey {
  const slash = subgraph.indexOf('/');
  return { variantId: subgraph.slice(0, slash), name: subgraph.slice(slash + 1) };
}

interface VersionRow {
  id: string;
  variantId: string;
  subgraphName: string;
  sequence: number;
  sdlHash: string;
  routingUrl: string;
  refused: boolean;
  gitBranch: string | null;
  gitCommit: string | null;
  gitAuthor: string | null;
  gitMessage: string | null;
  gitRemoteUrl: string | null;
  createdById: string;
  createdAt: Date;
}

function toVersion(row: VersionRow): SubgraphVersionRecord {
  const { gitBranch, gitCommit, gitAuthor, gitMessage, gitRemoteUrl, ...rest } = row;
  const gitContext: GitContext = {
    branch: gitBranch,
    commit: gitCommit,
    author: gitAuthor,
    message: gitMessage,
    remoteUrl: gitRemoteUrl,
  };
  const said = Object.values(gitContext).some((value) => value !== null);
  return { ...rest, gitContext: said ? gitContext : null };
}
