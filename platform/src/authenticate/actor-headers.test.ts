import { describe, expect, it } from '@jest/globals';
import { ACTOR_HEADER, type Actor, verifyActor } from '@kontor/protocol';
import { bearerKey, createActorHeaders } from './actor-headers.js';
import type { Authentication } from './identity-client.js';

const signingKey = Buffer.alloc(32, 7);
const actor: Actor = {
  id: 'a',
  kind: 'MACHINE',
  name: 'ci',
  organisationId: 'o',
  permissions: ['graph:read'],
  graphs: null,
  keyId: 'k',
};

async function headersFor(authorization: string | undefined, answer: Authentication) {
  const warnings: object[] = [];
  const hook = createActorHeaders({
    authenticate: () => Promise.resolve(answer),
    signingKey,
    log: { warn: (facts) => warnings.push(facts) },
  });
  const verdict = await hook({
    headers: authorization === undefined ? {} : { authorization },
    requestId: 'r1',
  });
  return { verdict, warnings };
}

describe('actor headers', () => {
  it('are a signed actor header and nothing else: the key goes no further', async () => {
    const { verdict } = await headersFor('Bearer secret', { kind: 'accepted', actor });
    if (verdict.kind !== 'headers') throw new Error('refused');
    expect(Object.keys(verdict.headers)).toEqual([ACTOR_HEADER]);
    expect(verifyActor(verdict.headers[ACTOR_HEADER], signingKey)).toEqual({ kind: 'valid', actor });
    expect(JSON.stringify(verdict)).not.toContain('secret');
  });

  it('are refused without a key, with a bad one, and while identity is away', async () => {
    expect((await headersFor(undefined, { kind: 'accepted', actor })).verdict).toMatchObject({
      kind: 'refused',
      code: 'KEY_INVALID',
    });
    expect((await headersFor('Bearer x', { kind: 'refused' })).verdict).toMatchObject({
      kind: 'refused',
      code: 'KEY_INVALID',
    });
    const away = await headersFor('Bearer x', { kind: 'unavailable', why: 'down' });
    expect(away.verdict).toMatchObject({ kind: 'refused', code: 'IDENTITY_UNAVAILABLE' });
    expect(away.warnings).toEqual([{ why: 'down', requestId: 'r1' }]);
  });

  it.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    ['xBearer abc', undefined],
    ['', undefined],
  ])('reads %j as %j', (authorization, expected) => {
    expect(bearerKey({ headers: { authorization } })).toBe(expected);
  });
});
