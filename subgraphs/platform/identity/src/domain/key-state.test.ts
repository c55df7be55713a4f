import { describe, expect, it } from '@jest/globals';
import { PERMISSIONS, ROLES } from '@kontor/protocol';
import { actorOf, effectivePermissions, keyState } from './key-state.js';
import type { VerifiableKey } from './records.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const before = new Date(NOW.getTime() - 1);
const after = new Date(NOW.getTime() + 1);

describe('keyState', () => {
  it.each([
    ['active', { revokedAt: null, expiresAt: null }, null],
    ['active', { revokedAt: null, expiresAt: after }, { removedAt: null }],
    ['expired', { revokedAt: null, expiresAt: NOW }, null],
    ['expired', { revokedAt: null, expiresAt: before }, null],
    ['revoked', { revokedAt: before, expiresAt: after }, null],
    ['revoked', { revokedAt: before, expiresAt: before }, null],
    ['revoked', { revokedAt: null, expiresAt: null }, { removedAt: before }],
  ] as const)('is %s for %j of member %j', (state, key, member) => {
    expect(keyState(key, member, NOW)).toBe(state);
  });
});

describe('effectivePermissions', () => {
  it('leaves a machine what it was granted', () => {
    expect(effectivePermissions(['graph:read'], null)).toEqual(['graph:read']);
  });

  it('takes off what the role of the member no longer allows', () => {
    expect(effectivePermissions(PERMISSIONS, { role: 'VIEWER', removedAt: null })).toEqual(ROLES.VIEWER);
    expect(effectivePermissions(['member:manage'], { role: 'DEVELOPER', removedAt: null })).toEqual([]);
  });

  it('never adds what was not granted', () => {
    expect(effectivePermissions(['graph:read'], { role: 'OWNER', removedAt: null })).toEqual(['graph:read']);
  });

  it('leaves nothing to a removed member', () => {
    expect(effectivePermissions(PERMISSIONS, { role: 'OWNER', removedAt: before })).toEqual([]);
  });
});

describe('actorOf', () => {
  it('names actor, key, organisation and what is left of the permissions', () => {
    const verifiable: VerifiableKey = {
      key: {
        id: 'k',
        organisationId: 'o',
        actorId: 'a',
        name: 'ci',
        permissions: ['graph:read', 'member:manage'],
        graphs: ['shop'],
        createdById: 'a',
        createdAt: NOW,
        expiresAt: null,
        revokedAt: null,
        lastUsedAt: null,
      },
      hash: '',
      actor: { id: 'a', kind: 'PERSON', name: 'Ann' },
      member: {
        id: 'm',
        organisationId: 'o',
        actorId: 'a',
        role: 'DEVELOPER',
        email: null,
        createdAt: NOW,
        removedAt: null,
      },
    };
    expect(actorOf(verifiable)).toEqual({
      id: 'a',
      kind: 'PERSON',
      name: 'Ann',
      organisationId: 'o',
      permissions: ['graph:read'],
      graphs: ['shop'],
      keyId: 'k',
    });
  });
});
