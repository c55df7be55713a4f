import { describe, expect, it } from '@jest/globals';
import { ROLES, SYSTEM_ACTOR, type Actor, type Role } from '@kontor/protocol';
import { decideApiKey, type KeyFacts, type KeyWish } from './decide-api-key.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const callerWith = (role: Role, graphs: string[] | null = null): Actor => ({
  id: 'a',
  kind: 'PERSON',
  name: 'Ann',
  organisationId: 'o',
  permissions: [...ROLES[role]],
  graphs,
  keyId: 'k',
});
const wish = (over: Partial<KeyWish> = {}): KeyWish => ({
  name: 'ci',
  role: 'GATEWAY',
  permissions: null,
  graphs: null,
  expiresAt: null,
  ...over,
});
const facts = (over: Partial<KeyFacts> = {}): KeyFacts => ({
  actor: callerWith('OWNER'),
  callerExpiresAt: null,
  member: null,
  now: NOW,
  ...over,
});
const memberAs = (role: Role) => ({
  id: 'm',
  organisationId: 'o',
  actorId: 'b',
  role,
  email: null,
  createdAt: NOW,
  removedAt: null,
});
const codeOf = (result: ReturnType<typeof decideApiKey>) =>
  result.kind === 'refused' ? result.code : result.kind;

describe('decideApiKey', () => {
  it('grants a role, single permissions, or what both name', () => {
    expect(decideApiKey(wish(), facts())).toMatchObject({
      kind: 'granted',
      permissions: ['supergraph:read'],
      graphs: null,
      expiresAt: null,
    });
    expect(
      decideApiKey(
        wish({ role: null, permissions: ['subgraph:publish', 'graph:read', 'graph:read'] }),
        facts(),
      ),
    ).toMatchObject({ permissions: ['graph:read', 'subgraph:publish'] });
    expect(
      decideApiKey(wish({ role: 'DEVELOPER', permissions: ['graph:read', 'member:manage'] }), facts()),
    ).toMatchObject({ permissions: ['graph:read'] });
  });

  it.each([
    [wish({ role: null })],
    [wish({ role: null, permissions: [] })],
    [wish({ role: 'GATEWAY', permissions: ['graph:read'] })],
  ])('refuses a key that could do nothing', (nothing) => {
    expect(codeOf(decideApiKey(nothing, facts()))).toBe('API_KEY_PERMISSIONS_MISSING');
  });

  it('never grants more than the caller has, and names what is missing', () => {
    const result = decideApiKey(wish({ role: 'OWNER' }), facts({ actor: callerWith('ADMIN') }));
    expect(result).toMatchObject({
      kind: 'refused',
      code: 'API_KEY_PERMISSIONS_EXCEEDED',
      message: expect.stringContaining('organisation:create'),
    });
    expect(codeOf(decideApiKey(wish({ role: 'OWNER' }), facts({ actor: SYSTEM_ACTOR })))).toBe('granted');
  });

  it('never grants more than the role of the member it speaks for', () => {
    expect(decideApiKey(wish({ role: 'ADMIN' }), facts({ member: memberAs('DEVELOPER') }))).toMatchObject({
      code: 'API_KEY_PERMISSIONS_EXCEEDED',
      message: expect.stringContaining('DEVELOPER'),
    });
    expect(codeOf(decideApiKey(wish({ role: 'VIEWER' }), facts({ member: memberAs('DEVELOPER') })))).toBe(
      'granted',
    );
  });

  it('keeps a key inside the graphs of the key that makes it', () => {
    const scoped = facts({ actor: callerWith('OWNER', ['shop', 'blog']) });
    expect(codeOf(decideApiKey(wish({ graphs: ['shop'] }), scoped))).toBe('granted');
    expect(codeOf(decideApiKey(wish({ graphs: null }), scoped))).toBe('API_KEY_PERMISSIONS_EXCEEDED');
    expect(codeOf(decideApiKey(wish({ graphs: ['shop', 'bank'] }), scoped))).toBe(
      'API_KEY_PERMISSIONS_EXCEEDED',
    );
  });

  it('takes graphs once each, and refuses names that are none', () => {
    expect(decideApiKey(wish({ graphs: ['shop', 'shop'] }), facts())).toMatchObject({ graphs: ['shop'] });
    for (const graphs of [[], ['shop@current'], ['a b'], Array.from({ length: 101 }, (_, at) => `g${at}`)])
      expect(codeOf(decideApiKey(wish({ graphs }), facts()))).toBe('INPUT_INVALID');
  });

  it('takes an instant in the future', () => {
    expect(
      decideApiKey(
        wish({ expiresAt: '2026-11-22T13:00:00+01:00' }),
        facts({ now: new Date('2026-11-22T11:59:59Z') }),
      ),
    ).toMatchObject({ expiresAt: NOW });
  });

  it.each([
    '2026-11-22T12:00:00Z',
    '2020-01-01T00:00:00Z',
    '2030-01-01',
    '2030-01-01T00:00:00',
    'tomorrow',
    '',
    '2030-13-01T00:00:00Z',
    '1e9',
  ])('refuses the expiry %j', (expiresAt) =>
    expect(codeOf(decideApiKey(wish({ expiresAt }), facts()))).toBe('API_KEY_EXPIRY_INVALID'),
  );

  it('never outlives the key that makes it', () => {
    const ending = facts({ callerExpiresAt: new Date('2027-01-01T00:00:00Z') });
    expect(codeOf(decideApiKey(wish({ expiresAt: '2027-01-01T00:00:00Z' }), ending))).toBe('granted');
    expect(codeOf(decideApiKey(wish({ expiresAt: '2027-01-01T00:00:01Z' }), ending))).toBe(
      'API_KEY_EXPIRY_INVALID',
    );
    expect(codeOf(decideApiKey(wish({ expiresAt: null }), ending))).toBe('API_KEY_EXPIRY_INVALID');
  });

  it.each(['', '  ', 'x'.repeat(201), 'a\nb', 'a\0b', '\u001b[31m'])('refuses the name %j', (name) => {
    expect(codeOf(decideApiKey(wish({ name }), facts()))).toBe('INPUT_INVALID');
  });

  it('holds for every pair of roles: what is granted is within both caller and member', () => {
    const roles = Object.keys(ROLES) as Role[];
    for (const caller of roles)
      for (const member of roles)
        for (const role of roles) {
          const result = decideApiKey(
            wish({ role }),
            facts({ actor: callerWith(caller), member: memberAs(member) }),
          );
          if (result.kind !== 'granted') continue;
          for (const permission of result.permissions) {
            expect(ROLES[caller]).toContain(permission);
            expect(ROLES[member]).toContain(permission);
          }
        }
  });
});
