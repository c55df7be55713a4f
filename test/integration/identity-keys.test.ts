import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { API_KEY_PATTERN, SYSTEM_ACTOR } from '@kontor/protocol';
import { Client } from 'pg';
import {
  ADD_MEMBER,
  CREATE_KEY,
  REVOKE_KEY,
  startIdentity,
  type IdentityServer,
} from '../support/identity/identity-server.js';

// On a busy machine, dropping a database or starting a process takes its time.
jest.setTimeout(60_000);

let server: IdentityServer;
let organisationId: string;
let database: Client;
beforeAll(async () => {
  server = await startIdentity();
  organisationId = await server.identity.firstOrganisationId();
  database = new Client({ connectionString: server.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await server.close();
});

const admin = (query: string, variables?: object) => server.askWith(server.keys.adminKey, query, variables);
const createKey = async (input: object) => {
  const answer = await admin(CREATE_KEY, { input: { name: 'ci', ...input } });
  return {
    ...answer,
    secret: answer.data?.createApiKey?.secret as string,
    apiKey: answer.data?.createApiKey?.apiKey,
  };
};
const rows = async (sql: string) => (await database.query<Record<string, unknown>>(sql)).rows;
const snapshotIds = async () => (await server.snapshot()).map(({ id }) => id);

describe('createApiKey', () => {
  it('shows the secret once and stores only its hash', async () => {
    const { secret, apiKey } = await createKey({ role: 'DEVELOPER', graphs: ['shop'] });
    expect(secret).toMatch(API_KEY_PATTERN);
    expect(apiKey).toMatchObject({
      name: 'ci',
      graphs: ['shop'],
      expiresAt: null,
      lastUsedAt: null,
      actor: { kind: 'MACHINE', name: 'ci' },
    });
    expect(apiKey.permissions).toContain('SUBGRAPH_PUBLISH');
    const dump = JSON.stringify(await rows('SELECT * FROM api_key'));
    expect(dump).toContain(apiKey.id);
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(secret.slice(24));
    expect(await server.authenticate(secret)).toMatchObject({
      actor: { kind: 'MACHINE', graphs: ['shop'], keyId: apiKey.id },
    });
  });

  it('speaks for a member, within its role now and later', async () => {
    const added = await admin(ADD_MEMBER, { input: { organisationId, name: 'Dev', role: 'DEVELOPER' } });
    const member = added.data.addMember.member;
    expect((await createKey({ memberId: member.id, role: 'ADMIN' })).codes).toEqual([
      'API_KEY_PERMISSIONS_EXCEEDED',
    ]);
    const { secret, apiKey } = await createKey({ memberId: member.id, role: 'DEVELOPER' });
    expect(apiKey.actor).toEqual(member.actor);

    const demote =
      'mutation ($m: ID!) { changeMemberRole(input: { memberId: $m, role: GATEWAY }) { member { role } } }';
    await admin(demote, { m: member.id });
    expect((await server.authenticate(secret)).actor?.permissions).toEqual(['supergraph:read']);
    expect((await server.snapshot()).find(({ id }) => id === apiKey.id)?.actor.permissions).toEqual([
      'supergraph:read',
    ]);
    const who = await server.askWith(secret, '{ whoAmI { apiKey { permissions } permissions } }');
    expect(who.data.whoAmI).toEqual({
      apiKey: { permissions: ['SUPERGRAPH_READ'] },
      permissions: ['SUPERGRAPH_READ'],
    });
  });

  it('cannot make a key that does more, reaches further or lasts longer than its own', async () => {
    const expiresAt = new Date(server.now().getTime() + 3_600_000).toISOString();
    const { secret } = await createKey({ permissions: ['API_KEY_MANAGE', 'GRAPH_READ'], expiresAt });
    const ask = async (input: object) =>
      (await server.askWith(secret, CREATE_KEY, { input: { name: 'child', expiresAt, ...input } })).codes;
    expect(await ask({ role: 'DEVELOPER' })).toEqual(['API_KEY_PERMISSIONS_EXCEEDED']);
    expect(await ask({ permissions: ['GRAPH_READ'], expiresAt: null })).toEqual(['API_KEY_EXPIRY_INVALID']);
    expect(await ask({ permissions: ['GRAPH_READ'] })).toEqual([]);
  });

  it.each([
    [{}, 'API_KEY_PERMISSIONS_MISSING'],
    [{ role: 'VIEWER', name: '' }, 'INPUT_INVALID'],
    [{ role: 'VIEWER', name: 'a\u0000b' }, 'INPUT_INVALID'],
    [{ role: 'VIEWER', graphs: [] }, 'INPUT_INVALID'],
    [{ role: 'VIEWER', graphs: ['no good'] }, 'INPUT_INVALID'],
    [{ role: 'VIEWER', expiresAt: '2001-01-01T00:00:00Z' }, 'API_KEY_EXPIRY_INVALID'],
    [{ role: 'VIEWER', memberId: 'nobody' }, 'MEMBER_NOT_FOUND'],
    [{ role: 'VIEWER', memberId: 'a\u0000b' }, 'INPUT_INVALID'],
    [{ role: 'VIEWER', organisationId: 'elsewhere' }, 'ORGANISATION_NOT_FOUND'],
  ])('refuses %j with %s, dry run or not, and writes nothing', async (input, code) => {
    const before = await rows('SELECT count(*) FROM api_key');
    expect((await createKey(input)).codes).toEqual([code]);
    expect((await createKey({ ...input, dryRun: true })).codes).toEqual([code]);
    expect(await rows('SELECT count(*) FROM api_key')).toEqual(before);
  });

  it('checks everything and writes nothing on a dry run', async () => {
    const before = await rows(
      'SELECT (SELECT count(*) FROM api_key) AS keys, (SELECT count(*) FROM actor) AS actors',
    );
    const { data, codes } = await createKey({ role: 'GATEWAY', dryRun: true });
    expect([data.createApiKey, codes]).toEqual([{ secret: null, apiKey: null }, []]);
    expect(
      await rows('SELECT (SELECT count(*) FROM api_key) AS keys, (SELECT count(*) FROM actor) AS actors'),
    ).toEqual(before);
  });

  it('has Kontor itself name the organisation', async () => {
    const ask = (input: object) =>
      server.askAs(SYSTEM_ACTOR, CREATE_KEY, { input: { name: 'x', role: 'OWNER', ...input } });
    expect((await ask({})).codes).toEqual(['INPUT_INVALID']);
    expect((await ask({ organisationId: 'nowhere' })).codes).toEqual(['ORGANISATION_NOT_FOUND']);
    expect((await ask({ organisationId })).data.createApiKey.apiKey.createdBy).toEqual({ id: 'system' });
  });
});

describe('revokeApiKey', () => {
  it('stops the key at once, keeps the first moment, and may be repeated', async () => {
    const { secret, apiKey } = await createKey({ role: 'GATEWAY' });
    expect(await snapshotIds()).toContain(apiKey.id);
    const dry = await admin(REVOKE_KEY, { input: { id: apiKey.id, dryRun: true } });
    expect(dry.data.revokeApiKey.apiKey.revokedAt).toBeNull();
    expect((await server.authenticate(secret)).status).toBe(200);

    const first = await admin(REVOKE_KEY, { input: { id: apiKey.id } });
    const { revokedAt } = first.data.revokeApiKey.apiKey;
    expect(revokedAt).toEqual(expect.any(String));
    expect(await server.authenticate(secret)).toEqual({ status: 401, code: 'KEY_INVALID' });
    expect(await snapshotIds()).not.toContain(apiKey.id);
    server.pass(1_000);
    const second = await admin(REVOKE_KEY, { input: { id: apiKey.id } });
    expect(second.data.revokeApiKey.apiKey.revokedAt).toBe(revokedAt);
  });

  it('does not know keys that are not there', async () => {
    expect((await admin(REVOKE_KEY, { input: { id: 'nokey' } })).codes).toEqual(['API_KEY_NOT_FOUND']);
  });
});

describe('expiry', () => {
  it('stops a key by itself', async () => {
    const expiresAt = new Date(server.now().getTime() + 60_000).toISOString();
    const { secret, apiKey } = await createKey({ role: 'GATEWAY', expiresAt });
    expect((await server.snapshot()).find(({ id }) => id === apiKey.id)?.expiresAt).toBe(expiresAt);
    server.pass(59_000);
    expect((await server.authenticate(secret)).status).toBe(200);
    server.pass(1_001);
    expect(await server.authenticate(secret)).toEqual({ status: 401, code: 'KEY_INVALID' });
    expect(await snapshotIds()).not.toContain(apiKey.id);
  });
});

describe('last used', () => {
  let keyId: string;
  let secret: string;
  beforeEach(async () => {
    const created = await createKey({ role: 'GATEWAY' });
    ({ secret } = created);
    keyId = created.apiKey.id;
  });
  const lastUsedAt = async () =>
    (await rows(`SELECT last_used_at FROM api_key WHERE id = '${keyId}'`))[0]?.[
      'last_used_at'
    ] as Date | null;
  const minute = (date: Date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000);

  it('is told to the minute, by the time identity has closed at the latest', async () => {
    const other = await startIdentity();
    const usedAt = minute(other.now());
    await other.authenticate(other.keys.gatewayKey);
    const reader = new Client({ connectionString: other.databaseUrl });
    await reader.connect();
    await other.identity.close();
    const { rows: keys } = await reader.query<{ last_used_at: Date }>(
      `SELECT last_used_at FROM api_key WHERE name = 'gateway'`,
    );
    await reader.end();
    await other.close();
    expect([usedAt, new Date(usedAt.getTime() + 60_000)]).toContainEqual(keys[0]?.last_used_at);
  });

  it('is not written by requests themselves', async () => {
    await server.authenticate(secret);
    expect(await lastUsedAt()).toBeNull();
  });

  it('takes the uses that others verified, none of them in the future', async () => {
    const report = (uses: unknown) => server.http('POST', '/key-uses', SYSTEM_ACTOR, { uses });
    expect(
      (
        await report([
          { keyId, usedAt: server.now().toISOString() },
          { keyId: 'x'.repeat(16), usedAt: '2999-01-01T00:00:00Z' },
        ])
      ).status,
    ).toBe(204);
    for (const wrong of [
      {},
      [{ keyId }],
      [{ keyId: 'UPPER', usedAt: server.now().toISOString() }],
      [{ keyId, usedAt: 'soon' }],
      Array.from({ length: 1_001 }, () => ({ keyId, usedAt: server.now().toISOString() })),
    ])
      expect((await report(wrong)).status).toBe(400);
  });
});
