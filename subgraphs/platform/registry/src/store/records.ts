import type { Actor, AuditAction, AuditChange, AuditOutcome } from '@kontor/protocol';
import type { CompositionHint, CompositionProblem } from '@kontor/federation';
import type { GitContext } from '../domain/git-context.js';
import type { LaunchCause, LaunchStatus } from '../domain/launch.js';

/** What the repositories hand out: plain data, nothing of the database client. Ids are UUIDs unless said otherwise. */
export interface GraphRecord {
  readonly id: string;
  readonly name: string;
  /** Identity's key, opaque here. */
  readonly organisationId: string;
  /** Identity's key, opaque here. */
  readonly createdById: string;
  readonly createdAt: Date;
}

export interface VariantRecord {
  readonly id: string;
  readonly graphId: string;
  readonly name: string;
  readonly revision: number;
  readonly currentLaunchId: string | null;
  readonly createdAt: Date;
}

/** A variant with the graph it belongs to: what a permission is asked on. */
export interface VariantInGraph extends VariantRecord {
  readonly graph: GraphRecord;
}

/** A member of a variant's active set. */
export interface SubgraphRecord {
  readonly variantId: string;
  readonly name: string;
  readonly activeVersionId: string;
}

/** Without its SDL, which is large and read apart. */
export interface SubgraphVersionRecord {
  readonly id: string;
  readonly variantId: string;
  readonly subgraphName: string;
  readonly sequence: number;
  readonly sdlHash: string;
  readonly routingUrl: string;
  readonly refused: boolean;
  readonly gitContext: GitContext | null;
  readonly createdById: string;
  readonly createdAt: Date;
}

export interface LaunchRecord {
  readonly id: string;
  readonly variantId: string;
  readonly sequence: number;
  readonly status: LaunchStatus;
  readonly cause: LaunchCause;
  readonly subgraphName: string;
  readonly versionId: string | null;
  readonly supergraphHash: string | null;
  readonly problems: readonly CompositionProblem[];
  readonly hints: readonly CompositionHint[];
  readonly createdById: string;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

export interface ArtifactRecord {
  readonly hash: string;
  readonly sdl: string;
  readonly apiSdl: string;
}

/** What a variant's pointer points to; `launch` is null before the first completed one. */
export interface PointerRecord {
  readonly variantId: string;
  readonly launch: { readonly id: string; readonly sequence: number; readonly supergraphHash: string } | null;
}

/** One line of the audit log. It never changes; names are as they were then. */
export interface AuditEntryRecord {
  readonly id: string;
  /** Identity's key, opaque here. */
  readonly organisationId: string;
  readonly occurredAt: Date;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  readonly targetId: string;
  readonly targetName: string;
  readonly graphName: string;
  readonly actorId: string;
  readonly actorKind: Actor['kind'];
  readonly actorName: string;
  /** Null for Kontor itself. */
  readonly keyId: string | null;
  readonly requestId: string | null;
  readonly changes: readonly AuditChange[];
  readonly reasonCodes: readonly string[];
}
