import { describe, expect, it } from '@jest/globals';
import { ROLES, SYSTEM_ACTOR, type Actor, type Role } from '@kontor/protocol';
import { decideRemoval, decideRoleChange, refuseRoleBeyond } from './decide-member.js';
import type { MemberRecord } from './records.js';

const as = (role: Role): Actor => ({
  id: 'a',
  kind: 'PERSON',
  name: 'Ann',
  organisationId: 'o',
  permissions: [...ROLES[role]],
  graphs: null,
  keyId: 'k',
});
const member = (role: Role): MemberRecord => ({
  id: 'm',
  organisationId: 'o',
  actorId: 'b',
  role,
  email: null,
  createdAt: new Date(),
  removedAt: null,
});

describe('decideRoleChange', () => {
  it.each([
    ['OWNER', 'DEVELOPER', 'ADMIN', 1, { kind: 'change' }],
    ['OWNER', 'OWNER', 'ADMIN', 2, { kind: 'change' }],
    ['OWNER', 'OWNER', 'ADMIN', 1, { code: 'MEMBER_LAST_OWNER' }],
    ['OWNER', 'OWNER', 'OWNER', 1, { kind: 'unchanged' }],
    ['ADMIN', 'OWNER', 'VIEWER', 2, { code: 'MEMBER_ROLE_EXCEEDED' }],
    ['ADMIN', 'VIEWER', 'OWNER', 2, { code: 'MEMBER_ROLE_EXCEEDED' }],
    ['ADMIN', 'VIEWER', 'ADMIN', 2, { kind: 'change' }],
  ] as const)('%s makes %s a %s, of %d owners: %j', (caller, from, to, owners, decision) => {
    expect(decideRoleChange(as(caller), member(from), to, owners)).toMatchObject(decision);
  });
});

describe('decideRemoval', () => {
  it.each([
    ['OWNER', 'VIEWER', 1, { kind: 'remove' }],
    ['OWNER', 'OWNER', 2, { kind: 'remove' }],
    ['OWNER', 'OWNER', 1, { code: 'MEMBER_LAST_OWNER' }],
    ['ADMIN', 'OWNER', 2, { code: 'MEMBER_ROLE_EXCEEDED' }],
    ['ADMIN', 'ADMIN', 1, { kind: 'remove' }],
  ] as const)('%s removes %s, of %d owners: %j', (caller, role, owners, decision) => {
    expect(decideRemoval(as(caller), member(role), owners)).toMatchObject(decision);
  });

  it('holds Kontor itself to the last-owner rule too', () => {
    expect(decideRemoval(SYSTEM_ACTOR, member('OWNER'), 1)).toMatchObject({ code: 'MEMBER_LAST_OWNER' });
  });
});

describe('refuseRoleBeyond', () => {
  it('names what the caller lacks', () => {
    expect(refuseRoleBeyond(as('DEVELOPER'), 'ADMIN')?.message).toContain('member:manage');
    expect(refuseRoleBeyond(SYSTEM_ACTOR, 'OWNER')).toBeUndefined();
  });
});
