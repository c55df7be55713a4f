import type { CompositionHint, CompositionProblem } from '@kontor/federation';
import type { Caller } from '@kontor/protocol';
import type { ActiveSubgraph } from '../domain/active-subgraph.js';
import { launchCompleted, subgraphChanged } from '../domain/audit.js';
import type { LaunchDecision } from '../domain/decide-launch.js';
import type { GitContext } from '../domain/git-context.js';
import type { LaunchStatus } from '../domain/launch.js';
import { recordAudit } from './audit.js';
import type { Launch, Prisma, PrismaClient } from './generated/client.js';
import { byId, groupInOrder, type PageRequest } from './page.js';
import type { LaunchRecord, VariantInGraph } from './records.js';
import { onlyUuids } from './uuid.js';

export type Launches = ReturnType<typeof createLaunches>;

/** A decided change of a variant, ready to be written down. */
export interface DecidedChange {
  readonly variant: VariantInGraph;
  /** The revision on which it was decided. */
  readonly revision: number;
  readonly subgraphName: string;
  readonly by: Caller;
  readonly decision: LaunchDecision;
  readonly change:
    | {
        readonly cause: 'PUBLISH';
        /** What is active under this name so far. */
        readonly replaces: ActiveSubgraph | null;
        readonly version: {
          readonly sdl: string;
          readonly sdlHash: string;
          readonly routingUrl: string;
          readonly gitContext: GitContext | null;
        };
      }
    | { readonly cause: 'DELETE'; readonly removed: ActiveSubgraph };
}

/** `stale`: the variant has moved on since the decision was made; nothing was written. */
export type Recorded =
  { readonly kind: 'recorded'; readonly launch: LaunchRecord } | { readonly kind: 'stale' };

export interface PendingLaunch {
  readonly id: string;
  readonly sequence: number;
  readonly status: LaunchStatus;
}

/** Which pending launches complete now and where the pointer goes; null when there is nothing to do. */
export type CompletionPlan = (
  pending: readonly PendingLaunch[],
  currentSequence: number | null,
) => { readonly complete: readonly PendingLaunch[]; readonly pointTo: PendingLaunch | null } | null;

export function createLaunches(prisma: PrismaClient) {
  return {
    async findByIds(ids: readonly string[]): Promise<LaunchRecord[]> {
      const rows = await prisma.launch.findMany({ where: { id: { in: onlyUuids(ids) } } });
      return rows.map(toLaunch);
    },

    /** The launch that published a version. */
    async findByVersion(versionId: string): Promise<LaunchRecord | null> {
      const row = await prisma.launch.findUnique({ where: { versionId } });
      return row && toLaunch(row);
    },

    /** Launches of each variant, newest first; cursors are sequences. */
    async pageByVariant(
      variantIds: readonly string[],
      { limit, after }: PageRequest<number>,
    ): Promise<Map<string, LaunchRecord[]>> {
      const ids = await prisma.$queryRaw<{ parent: string; id: string }[]>`
        select parent.id as parent, item.id
        from unnest(${[...variantIds]}::uuid[]) as parent(id)
        cross join lateral (
          select id, sequence from launches
          where variant_id = parent.id and (${after}::int is null or sequence < ${after}::int)
          order by sequence desc limit ${limit}
        ) item
        order by item.sequence desc`;
      return groupInOrder(ids, byId(await this.findByIds(ids.map(({ id }) => id))));
    },

    async countByVariant(variantIds: readonly string[]): Promise<Map<string, number>> {
      const counts = await prisma.launch.groupBy({
        by: ['variantId'],
        where: { variantId: { in: [...variantIds] } },
        _count: true,
      });
      return new Map(counts.map(({ variantId, _count }) => [variantId, _count]));
    },

    /**
     * Writes a decided change down, all of it or nothing: the next number of its variant, the version, the artifact,
     * the active set, the launch, the audit log. The number is taken first; that locks the variant, so changes queue up behind it and
     * each sees what the one before has done.
     */
    record: (change: DecidedChange): Promise<Recorded> =>
      prisma.$transaction(async (transaction): Promise<Recorded> => {
        const sequence = change.revision + 1;
        if (!(await takeNumber(transaction, change))) return { kind: 'stale' };
        await putArtifact(transaction, change.decision);
        const versionId = await insertVersion(transaction, change, sequence);
        await changeActiveSet(transaction, change, versionId);
        const launch = await insertLaunch(transaction, change, sequence, versionId);
        await recordAudit(transaction, auditOf(change, launch));
        return { kind: 'recorded', launch: toLaunch(launch) };
      }),

    /** Variants that have pending launches, at most `limit`. */
    async findVariantsWithPending(limit: number): Promise<string[]> {
      const rows = await prisma.launch.findMany({
        where: { status: 'PENDING' },
        distinct: ['variantId'],
        select: { variantId: true },
        take: limit,
      });
      return rows.map(({ variantId }) => variantId);
    },

    /**
     * Completes what is pending of a variant as `plan` says and moves the pointer, as the last thing written. The
     * variant is locked meanwhile, so of several registries one does it and the others find it done.
     * Returns the ids of the launches that completed.
     */
    completePending: (variantId: string, plan: CompletionPlan): Promise<string[]> =>
      prisma.$transaction(async (transaction) => {
        await transaction.$queryRaw`select id from variants where id = ${variantId}::uuid for update`;
        const variant = await transaction.variant.findUniqueOrThrow({
          where: { id: variantId },
          include: { graph: true, currentLaunch: { select: { sequence: true } } },
        });
        const pending = await transaction.launch.findMany({
          where: { variantId, status: 'PENDING' },
          select: { id: true, sequence: true, status: true },
        });
        const planned = plan(pending, variant.currentLaunch?.sequence ?? null);
        if (!planned) return [];
        const ids = planned.complete.map(({ id }) => id);
        await transaction.launch.updateMany({
          where: { id: { in: ids }, status: 'PENDING' },
          data: { status: 'COMPLETED', completedAt: new Date() },
        });
        for (const launch of planned.complete)
          await recordAudit(transaction, launchCompleted(variant, launch));
        if (planned.pointTo)
          await transaction.variant.update({
            where: { id: variantId },
            data: { currentLaunchId: planned.pointTo.id },
          });
        return ids;
      }),
  };
}

async function takeNumber(transaction: Prisma.TransactionClient, change: DecidedChange): Promise<boolean> {
  const { count } = await transaction.variant.updateMany({
    where: { id: change.variant.id, revision: change.revision },
    data: { revision: { increment: 1 } },
  });
  return count === 1;
}

async function putArtifact(
  transaction: Prisma.TransactionClient,
  { supergraph }: LaunchDecision,
): Promise<void> {
  if (supergraph) await transaction.artifact.createMany({ data: [supergraph], skipDuplicates: true });
}

async function insertVersion(
  transaction: Prisma.TransactionClient,
  { variant, subgraphName, by, decision, change }: DecidedChange,
  sequence: number,
): Promise<string | null> {
  if (change.cause !== 'PUBLISH') return null;
  const { gitContext, ...schema } = change.version;
  const { id } = await transaction.subgraphVersion.create({
    data: {
      variantId: variant.id,
      subgraphName,
      sequence,
      ...schema,
      refused: decision.status !== 'PENDING',
      gitBranch: gitContext?.branch ?? null,
      gitCommit: gitContext?.commit ?? null,
      gitAuthor: gitContext?.author ?? null,
      gitMessage: gitContext?.message ?? null,
      gitRemoteUrl: gitContext?.remoteUrl ?? null,
      createdById: by.id,
    },
    select: { id: true },
  });
  return id;
}

async function changeActiveSet(
  transaction: Prisma.TransactionClient,
  { variant, subgraphName, decision }: DecidedChange,
  versionId: string | null,
): Promise<void> {
  if (decision.status !== 'PENDING') return;
  const key = { variantId: variant.id, subgraphName };
  if (versionId === null) {
    await transaction.activeSubgraph.delete({ where: { variantId_subgraphName: key } });
  } else {
    await transaction.activeSubgraph.upsert({
      where: { variantId_subgraphName: key },
      create: { ...key, versionId },
      update: { versionId },
    });
  }
}

function insertLaunch(
  transaction: Prisma.TransactionClient,
  { variant, subgraphName, by, decision, change }: DecidedChange,
  sequence: number,
  versionId: string | null,
): Promise<Launch> {
  const accepted = decision.status === 'PENDING';
  return transaction.launch.create({
    data: {
      variantId: variant.id,
      sequence,
      status: decision.status,
      cause: change.cause,
      subgraphName,
      versionId,
      removedVersionId: change.cause === 'DELETE' && accepted ? change.removed.versionId : null,
      supergraphHash: decision.supergraph?.hash ?? null,
      problems: toJson(decision.problems),
      hints: toJson(decision.hints),
      createdById: by.id,
      completedAt: accepted ? null : new Date(),
    },
  });
}

function auditOf({ variant, subgraphName, by, decision, change }: DecidedChange, { id }: Launch) {
  const [before, after] =
    change.cause === 'PUBLISH' ? [change.replaces, change.version] : [change.removed, null];
  return subgraphChanged(by, variant, {
    action: change.cause === 'PUBLISH' ? 'subgraph.publish' : 'subgraph.delete',
    launchId: id,
    subgraphName,
    status: decision.status,
    changes: [
      { field: 'schema', before: before?.sdlHash ?? null, after: after?.sdlHash ?? null },
      { field: 'routingUrl', before: before?.routingUrl ?? null, after: after?.routingUrl ?? null },
    ],
    reasonCodes: decision.problems.map(({ code }) => code),
  });
}

/** PostgreSQL's JSON holds neither NUL nor half a surrogate pair; a composer's message may quote both from a schema. */
const toJson = (values: readonly unknown[]): Prisma.InputJsonArray =>
  JSON.parse(
    JSON.stringify(values, (_key, value: unknown) =>
      typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value,
    ),
  ) as Prisma.InputJsonArray;

/** The two JSON columns hold what `record` put there, and nothing else writes them. */
const toLaunch = ({ removedVersionId: _, problems, hints, ...row }: Launch): LaunchRecord => ({
  ...row,
  problems: problems as unknown as CompositionProblem[],
  hints: hints as unknown as CompositionHint[],
});
