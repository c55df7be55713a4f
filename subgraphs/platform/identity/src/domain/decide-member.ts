import { ROLES, type Actor, type Permission, type Role } from '@kontor/protocol';
import type { MemberRecord } from './records.js';
import { refuse, type Refused } from './result.js';

/** Nobody hands out, or takes away, more than they may do themselves. */
export function refuseRoleBeyond(actor: Actor, role: Role): Refused | undefined {
  if (actor.kind === 'SYSTEM') return undefined;
  const missing = (ROLES[role] as readonly Permission[]).filter(
    (permission) => !actor.permissions.includes(permission),
  );
  if (missing.length === 0) return undefined;
  return refuse(
    'MEMBER_ROLE_EXCEEDED',
    `The role ${role} holds ${missing.join(', ')}, which the key of this request lacks.`,
  );
}

/** An organisation never loses its last owner. `owners` counts the active ones, this member included. */
export function refuseLastOwner(member: MemberRecord, owners: number): Refused | undefined {
  if (member.role !== 'OWNER' || owners > 1) return undefined;
  return refuse(
    'MEMBER_LAST_OWNER',
    'This member is the last owner of the organisation: give another the role OWNER first.',
  );
}

export function decideRoleChange(
  actor: Actor,
  member: MemberRecord,
  role: Role,
  owners: number,
): Refused | { kind: 'change' } | { kind: 'unchanged' } {
  const beyond = refuseRoleBeyond(actor, member.role) ?? refuseRoleBeyond(actor, role);
  if (beyond) return beyond;
  if (member.role === role) return { kind: 'unchanged' };
  return refuseLastOwner(member, owners) ?? { kind: 'change' };
}

export const decideRemoval = (
  actor: Actor,
  member: MemberRecord,
  owners: number,
): Refused | { kind: 'remove' } =>
  refuseRoleBeyond(actor, member.role) ?? refuseLastOwner(member, owners) ?? { kind: 'remove' };
