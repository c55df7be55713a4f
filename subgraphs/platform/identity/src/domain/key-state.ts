import { ROLES, type Actor, type Permission } from '@kontor/protocol';
import type { ApiKeyRecord, MemberRecord, VerifiableKey } from './records.js';

/**
 *   active --revoke, or its member is removed--> revoked
 *   active --expiresAt passes-----------------> expired
 */
export type KeyState = 'active' | 'revoked' | 'expired';

export function keyState(
  key: Pick<ApiKeyRecord, 'revokedAt' | 'expiresAt'>,
  member: Pick<MemberRecord, 'removedAt'> | null,
  now: Date,
): KeyState {
  if (key.revokedAt !== null) return 'revoked';
  // Removing a member revokes its keys; one that was being created at that moment falls here.
  if (member !== null && member.removedAt !== null) return 'revoked';
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : 'active';
}

/** What a key may do now: what it was granted, as far as its member's role still allows. */
export function effectivePermissions(
  granted: readonly Permission[],
  member: Pick<MemberRecord, 'role' | 'removedAt'> | null,
): Permission[] {
  if (member === null) return [...granted];
  if (member.removedAt !== null) return [];
  const allowed: readonly Permission[] = ROLES[member.role];
  return granted.filter((permission) => allowed.includes(permission));
}

/** Whom a verified key speaks for. */
export const actorOf = ({ key, actor, member }: VerifiableKey): Actor => ({
  id: actor.id,
  kind: actor.kind,
  name: actor.name,
  organisationId: key.organisationId,
  permissions: effectivePermissions(key.permissions, member),
  graphs: key.graphs === null ? null : [...key.graphs],
  keyId: key.id,
});
