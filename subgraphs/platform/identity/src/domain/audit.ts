import type { AuditChange, Caller, NewAuditEntry, Role } from '@kontor/protocol';
import type { ApiKeyRecord, MemberRecord, OrganisationRecord } from './records.js';

/** What the audit log says of each change that identity makes. Pure; a secret or its hash never comes near it. */

export const organisationCreated = (
  by: Caller,
  { id, slug, name }: OrganisationRecord,
  inLogOf = id,
): NewAuditEntry =>
  done(by, 'organisation.create', inLogOf, { id, name: slug }, [
    { field: 'name', before: null, after: name },
  ]);

export const memberAdded = (by: Caller, member: MemberRecord, name: string): NewAuditEntry =>
  done(by, 'member.add', member.organisationId, { id: member.id, name }, [
    { field: 'role', before: null, after: member.role },
    { field: 'email', before: null, after: member.email },
  ]);

export const memberRoleChanged = (
  by: Caller,
  member: MemberRecord,
  name: string,
  role: Role,
): NewAuditEntry =>
  done(by, 'member.change-role', member.organisationId, { id: member.id, name }, [
    { field: 'role', before: member.role, after: role },
  ]);

export const memberRemoved = (by: Caller, member: MemberRecord, name: string): NewAuditEntry =>
  done(by, 'member.remove', member.organisationId, { id: member.id, name }, [
    { field: 'role', before: member.role, after: null },
  ]);

export const apiKeyCreated = (by: Caller, key: ApiKeyRecord): NewAuditEntry =>
  done(by, 'api-key.create', key.organisationId, key, [
    { field: 'actor', before: null, after: key.actorId },
    { field: 'permissions', before: null, after: key.permissions.join(' ') },
    { field: 'graphs', before: null, after: key.graphs?.join(' ') ?? 'all' },
    { field: 'expiresAt', before: null, after: key.expiresAt?.toISOString() ?? 'never' },
  ]);

export const apiKeyRevoked = (by: Caller, key: ApiKeyRecord): NewAuditEntry =>
  done(by, 'api-key.revoke', key.organisationId, key, []);

const done = (
  by: Caller,
  action: NewAuditEntry['action'],
  organisationId: string,
  { id, name }: { id: string; name: string },
  changes: readonly AuditChange[],
): NewAuditEntry => ({
  organisationId,
  by,
  action,
  outcome: 'DONE',
  target: { id, name },
  changes: changes.filter(({ before, after }) => before !== after),
  reasonCodes: [],
});
