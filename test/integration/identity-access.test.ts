import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ACTOR_HEADER, ACTOR_LIFE_MS, signActor, SYSTEM_ACTOR, type Actor } from '@kontor/protocol';
import {
  CREATE_KEY,
  SIGNING_KEY,
  startIdentity,
  type IdentityServer,
} from '../support/identity/identity-server.js';

// On a busy machine, dropping a database or starting a process takes its time.
jest.setTimeout(60_000);

let server: IdentityServer;
beforeAll(async () => {
  server = await startIdentity();
});
afterAll(() => server.close());

describe('who is let in', () => {
  const post = (
    path: string,
    headers: Record<string, string>,
    body: unknown = { query: '{ _service { sdl } }', key: 'x', uses: [] },
  ) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it.each([
    ['no header', () => ({})],
    ['an API key instead', () => ({ authorization: `Bearer ${server.keys.adminKey}` })],
    ['nonsense', () => ({ [ACTOR_HEADER]: 'nonsense' })],
    [
      'claims without a signature',
      () => ({ [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, SIGNING_KEY).split('.')[0] ?? '' }),
    ],
    ['a signature by another key', () => ({ [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, Buffer.alloc(32, 8)) })],
    [
      'a header past its life',
      () => ({ [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, SIGNING_KEY, Date.now() - ACTOR_LIFE_MS - 1) }),
    ],
    [
      'a header of the far future',
      () => ({ [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, SIGNING_KEY, Date.now() + 10 * ACTOR_LIFE_MS) }),
    ],
  ])('refuses %s everywhere, _service included', async (_name, headers) => {
    const graphql = await post('', headers());
    expect(graphql.status).toBe(401);
    expect(await graphql.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'ACTOR_REQUIRED' } }],
    });
    for (const path of ['/authenticate', '/key-uses']) {
      const answer = await post(path, headers());
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        401,
        'ACTOR_REQUIRED',
      ]);
    }
    expect((await fetch(`${server.url}/key-snapshot`, { headers: headers() })).status).toBe(401);
  });

  it('keeps the endpoints about keys to Kontor itself', async () => {
    const { actor } = await server.authenticate(server.keys.adminKey);
    for (const [method, path] of [
      ['POST', '/authenticate'],
      ['GET', '/key-snapshot'],
      ['POST', '/key-uses'],
    ] as const) {
      const answer = await server.http(
        method,
        path,
        actor as Actor,
        method === 'POST' ? { key: server.keys.adminKey, uses: [] } : undefined,
      );
      expect([path, answer.status]).toEqual([path, 403]);
      expect(await answer.text()).not.toContain('hash');
    }
  });

  it('answers _service to those who may come in', async () => {
    expect((await server.askAs(SYSTEM_ACTOR, '{ _service { sdl } }')).data._service.sdl).toContain(
      'type Organisation',
    );
  });
});

describe('authenticate', () => {
  it('tells whom a key speaks for and what it may do', async () => {
    const { actor } = await server.authenticate(server.keys.gatewayKey);
    expect(actor).toEqual({
      id: expect.any(String),
      kind: 'MACHINE',
      name: 'gateway',
      organisationId: await server.identity.firstOrganisationId(),
      permissions: ['supergraph:read'],
      graphs: null,
      keyId: server.keys.gatewayKey.split('_')[1],
    });
  });

  it('refuses everything else with one and the same answer', async () => {
    const { adminKey, gatewayKey } = server.keys;
    const crossed = `${adminKey.slice(0, 24)}${gatewayKey.slice(24)}`;
    for (const wrong of [
      '',
      'nonsense',
      `${adminKey}x`,
      adminKey.slice(0, -1),
      adminKey.toUpperCase(),
      crossed,
      `kontor_${'0'.repeat(16)}_${'a'.repeat(43)}`,
    ])
      expect(await server.authenticate(wrong)).toEqual({ status: 401, code: 'KEY_INVALID' });
  });

  it('refuses bodies of another shape', async () => {
    for (const wrong of [7, null, undefined, ['x'], 'x'.repeat(1_000)])
      expect(await server.authenticate(wrong)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });
});

describe('whoAmI', () => {
  const WHO =
    '{ whoAmI { actor { id kind name } organisation { slug name } apiKey { id name permissions } permissions } }';

  it('tells the holder of a key, whatever it may do otherwise', async () => {
    expect((await server.askWith(server.keys.gatewayKey, WHO)).data.whoAmI).toEqual({
      actor: { id: expect.any(String), kind: 'MACHINE', name: 'gateway' },
      organisation: { slug: 'kontor', name: 'Kontor' },
      apiKey: { id: server.keys.gatewayKey.split('_')[1], name: 'gateway', permissions: ['SUPERGRAPH_READ'] },
      permissions: ['SUPERGRAPH_READ'],
    });
  });

  it('tells Kontor itself that it has neither organisation nor key', async () => {
    expect((await server.askAs(SYSTEM_ACTOR, WHO)).data.whoAmI).toMatchObject({
      actor: { kind: 'SYSTEM' },
      organisation: null,
      apiKey: null,
    });
  });
});

/** Every operation, and which permission it takes. */
const GUARDED: { name: string; permission: string; query: string; variables?: () => object }[] = [
  { name: 'organisation', permission: 'organisation:read', query: '{ organisation(slug: "kontor") { id } }' },
  { name: 'organisations', permission: 'organisation:read', query: '{ organisations { totalCount } }' },
  {
    name: 'members',
    permission: 'member:read',
    query: '{ whoAmI { organisation { members { totalCount edges { node { email } } } } } }',
  },
  {
    name: 'apiKeys',
    permission: 'api-key:read',
    query: '{ whoAmI { organisation { apiKeys { totalCount edges { node { name } } } } } }',
  },
  {
    name: 'createOrganisation',
    permission: 'organisation:create',
    query: 'mutation { createOrganisation(input: { slug: "x", name: "x", dryRun: true }) { secret } }',
  },
  {
    name: 'addMember',
    permission: 'member:manage',
    query:
      'mutation ($o: ID!) { addMember(input: { organisationId: $o, name: "x", role: VIEWER, dryRun: true }) { member { id } } }',
  },
  {
    name: 'changeMemberRole',
    permission: 'member:manage',
    query:
      'mutation ($m: ID!) { changeMemberRole(input: { memberId: $m, role: VIEWER, dryRun: true }) { member { id } } }',
  },
  {
    name: 'removeMember',
    permission: 'member:manage',
    query: 'mutation ($m: ID!) { removeMember(input: { memberId: $m, dryRun: true }) { member { id } } }',
  },
  {
    name: 'createApiKey',
    permission: 'api-key:manage',
    query: 'mutation { createApiKey(input: { name: "x", role: GATEWAY, dryRun: true }) { secret } }',
  },
  {
    name: 'revokeApiKey',
    permission: 'api-key:manage',
    query: 'mutation ($k: ID!) { revokeApiKey(input: { id: $k, dryRun: true }) { apiKey { id } } }',
  },
];

describe.each(GUARDED)('$name', ({ permission, query }) => {
  const enumOf = (name: string) => name.toUpperCase().replaceAll(/[:-]/g, '_');
  const variables = async () => {
    const found = await server.askWith(
      server.keys.adminKey,
      '{ whoAmI { organisation { id members { edges { node { id } } } apiKeys { edges { node { id } } } } } }',
    );
    const { id, members, apiKeys } = found.data.whoAmI.organisation;
    return { o: id, m: members.edges[0].node.id, k: apiKeys.edges[0].node.id };
  };
  const keyWith = async (input: object) =>
    (await server.askWith(server.keys.adminKey, CREATE_KEY, { input: { name: 'probe', ...input } })).data
      .createApiKey.secret as string;
  const all = [
    'ORGANISATION_CREATE',
    'ORGANISATION_READ',
    'MEMBER_READ',
    'MEMBER_MANAGE',
    'API_KEY_READ',
    'API_KEY_MANAGE',
    'GRAPH_READ',
    'SUPERGRAPH_READ',
  ];

  it(`takes ${permission}`, async () => {
    // Members and keys may only be handled by who holds at least their permissions.
    const { codes } = await server.askWith(server.keys.adminKey, query, await variables());
    expect(codes.filter((code) => code !== 'MEMBER_LAST_OWNER')).toEqual([]);
  });

  it('is denied to a key that has every other permission', async () => {
    const secret = await keyWith({ permissions: all.filter((name) => name !== enumOf(permission)) });
    const { codes, messages } = await server.askWith(secret, query, await variables());
    expect(codes).toEqual(['PERMISSION_DENIED']);
    expect(messages[0]).toContain(permission);
  });

  it('is denied to a key that is limited to a graph', async () => {
    const secret = await keyWith({ permissions: all, graphs: ['shop'] });
    const { codes } = await server.askWith(secret, query, await variables());
    expect(codes).toEqual(['PERMISSION_DENIED']);
  });
});
