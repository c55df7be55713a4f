import type { Actor, AuditAction, AuditChange, AuditOutcome, Permission, Role } from '@kontor/protocol';

/** What identity knows, as the rest of the package sees it. */
export interface OrganisationRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
}

export interface ActorRecord {
  readonly id: string;
  readonly kind: 'PERSON' | 'MACHINE' | 'SYSTEM';
  readonly name: string;
}

export interface MemberRecord {
  readonly id: string;
  readonly organisationId: string;
  readonly actorId: string;
  readonly role: Role;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly removedAt: Date | null;
}

export interface ApiKeyRecord {
  readonly id: string;
  readonly organisationId: string;
  readonly actorId: string;
  readonly name: string;
  /** As granted; see `effectivePermissions` for what is left of them. */
  readonly permissions: readonly Permission[];
  /** Names; null means every graph of the organisation. */
  readonly graphs: readonly string[] | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A key with all that is needed to tell whether a secret is good and whom it speaks for. */
export interface VerifiableKey {
  readonly key: ApiKeyRecord;
  /** sha256 of the whole secret, in hex. */
  readonly hash: string;
  readonly actor: ActorRecord;
  /** The actor's place in the key's organisation; null for a machine that speaks by its key alone. */
  readonly member: MemberRecord | null;
}

/** One line of the audit log. It never changes; names are as they were then. */
export interface AuditEntryRecord {
  readonly id: string;
  readonly organisationId: string;
  readonly occurredAt: Date;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  readonly targetId: string;
  readonly targetName: string;
  readonly actorId: string;
  readonly actorKind: Actor['kind'];
  readonly actorName: string;
  /** Null for Kontor itself. */
  readonly keyId: string | null;
  readonly requestId: string | null;
  readonly changes: readonly AuditChange[];
  readonly reasonCodes: readonly string[];
}
