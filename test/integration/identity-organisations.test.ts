import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PERMISSIONS, permissionToEnum, SYSTEM_ACTOR } from '@kontor/protocol';
import {
  ADD_MEMBER,
  CREATE_KEY,
  CREATE_ORGANISATION,
  REVOKE_KEY,
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

const admin = (query: string, variables?: object) => server.askWith(server.keys.adminKey, query, variables);
const create = async (slug: string, more: object = {}) =>
  admin(CREATE_ORGANISATION, { input: { slug, name: slug, ...more } });
const ENTITIES = `query ($r: [_Any!]!) { _entities(representations: $r) {
  __typename
  ... on Organisation { id slug name }
  ... on Actor { id kind name }
  ... on Member { id role email }
  ... on ApiKey { id name permissions }
} }`;

describe('createOrganisation', () => {
  it('makes the caller its first owner, with a key of its own', async () => {
    const { data } = await create('acme');
    const { organisation, secret, apiKey } = data.createOrganisation;
    expect(organisation).toEqual({ id: expect.any(String), slug: 'acme', name: 'acme' });
    expect(apiKey.permissions).toEqual(PERMISSIONS.map(permissionToEnum));
    const own = await server.askWith(
      secret,
      '{ whoAmI { actor { id } organisation { slug members { edges { node { role actor { id } } } } } } }',
    );
    const caller = await admin('{ whoAmI { actor { id } } }');
    expect(own.data.whoAmI).toEqual({
      actor: caller.data.whoAmI.actor,
      organisation: {
        slug: 'acme',
        members: { edges: [{ node: { role: 'OWNER', actor: caller.data.whoAmI.actor } }] },
      },
    });
  });

  it('takes a slug once, also when several try at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => create('contested')));
    expect(answers.flatMap(({ codes }) => codes)).toEqual(
      Array.from({ length: 4 }, () => 'ORGANISATION_SLUG_TAKEN'),
    );
    expect((await create('contested', { dryRun: true })).codes).toEqual(['ORGANISATION_SLUG_TAKEN']);
  });

  it.each([['1st'], [''], ['a b'], ['a@b'], ['x'.repeat(65)]])('refuses the slug %j', async (slug) => {
    expect((await create(slug)).codes).toEqual(['INPUT_INVALID']);
    expect((await create(slug, { dryRun: true })).codes).toEqual(['INPUT_INVALID']);
  });

  it('writes nothing on a dry run', async () => {
    const { data } = await create('ghost', { dryRun: true });
    expect(data.createOrganisation).toEqual({ organisation: null, secret: null, apiKey: null });
    expect(
      (await server.askAs(SYSTEM_ACTOR, '{ organisation(slug: "ghost") { id } }')).data.organisation,
    ).toBeNull();
  });

  it('finds a new person to own what Kontor itself founds', async () => {
    const { data } = await server.askAs(SYSTEM_ACTOR, CREATE_ORGANISATION, {
      input: { slug: 'founded', name: 'Founded' },
    });
    const own = await server.askWith(data.createOrganisation.secret, '{ whoAmI { actor { kind } } }');
    expect(own.data.whoAmI.actor.kind).toBe('PERSON');
  });
});

/** Two organisations that have nothing to do with each other; every attempt is made from the first at the second. */
describe('nothing crosses organisations', () => {
  interface Side {
    secret: string;
    organisationId: string;
    slug: string;
    memberId: string;
    actorId: string;
    keyId: string;
  }
  let own: Side;
  let other: Side;

  async function side(slug: string): Promise<Side> {
    const { data } = await server.askAs(SYSTEM_ACTOR, CREATE_ORGANISATION, {
      input: { slug, name: `Secret name of ${slug}` },
    });
    const { organisation, secret } = data.createOrganisation;
    const added = await server.askWith(secret, ADD_MEMBER, {
      input: {
        organisationId: organisation.id,
        name: `Secret member of ${slug}`,
        email: `${slug}@example.com`,
        role: 'DEVELOPER',
      },
    });
    const member = added.data.addMember.member;
    const key = await server.askWith(secret, CREATE_KEY, {
      input: { name: `Secret key of ${slug}`, role: 'GATEWAY' },
    });
    return {
      secret,
      slug,
      organisationId: organisation.id,
      memberId: member.id,
      actorId: member.actor.id,
      keyId: key.data.createApiKey.apiKey.id,
    };
  }
  beforeAll(async () => {
    [own, other] = [await side('red'), await side('blue')];
  });

  const attempt = async (query: string, variables?: object) => {
    const answer = await server.askWith(own.secret, query, variables);
    expect(JSON.stringify([answer.data, answer.messages])).not.toContain('Secret');
    expect(JSON.stringify([answer.data, answer.messages])).not.toContain('blue');
    return answer;
  };

  it('shows entities of the own side only', async () => {
    const of = ({ organisationId, actorId, memberId, keyId }: Side) => [
      { __typename: 'Organisation', id: organisationId },
      { __typename: 'Actor', id: actorId },
      { __typename: 'Member', id: memberId },
      { __typename: 'ApiKey', id: keyId },
    ];
    expect((await attempt(ENTITIES, { r: of(other) })).data._entities).toEqual([null, null, null, null]);
    const inside = await server.askWith(own.secret, ENTITIES, { r: of(own) });
    expect(inside.data._entities.map((entity: { __typename: string } | null) => entity?.__typename)).toEqual([
      'Organisation',
      'Actor',
      'Member',
      'ApiKey',
    ]);
    const system = await server.askAs(SYSTEM_ACTOR, ENTITIES, { r: [...of(own), ...of(other)] });
    expect(system.data._entities).not.toContain(null);
  });

  it('shows members and keys by reference only with the permission to read them', async () => {
    const { data } = await server.askWith(own.secret, CREATE_KEY, {
      input: { name: 'reader', permissions: ['GRAPH_READ'] },
    });
    const answer = await server.askWith(data.createApiKey.secret, ENTITIES, {
      r: [
        { __typename: 'Organisation', id: own.organisationId },
        { __typename: 'Actor', id: own.actorId },
        { __typename: 'Member', id: own.memberId },
        { __typename: 'ApiKey', id: own.keyId },
      ],
    });
    expect(answer.data._entities.map((entity: object | null) => entity !== null)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('shows Kontor itself as an actor to everyone', async () => {
    const { data } = await attempt(ENTITIES, { r: [{ __typename: 'Actor', id: 'system' }] });
    expect(data._entities).toEqual([{ __typename: 'Actor', id: 'system', kind: 'SYSTEM', name: 'kontor' }]);
  });

  it('finds and lists only its own organisation', async () => {
    expect((await attempt('{ organisation(slug: "blue") { id } }')).data.organisation).toBeNull();
    const { data } = await attempt('{ organisations(first: 100) { totalCount edges { node { slug } } } }');
    expect(data.organisations).toEqual({ totalCount: 1, edges: [{ node: { slug: 'red' } }] });
  });

  it.each([
    [
      'addMember',
      () => [ADD_MEMBER, { organisationId: other.organisationId, name: 'Spy', role: 'VIEWER' }],
      'ORGANISATION_NOT_FOUND',
    ],
    [
      'createApiKey',
      () => [CREATE_KEY, { organisationId: other.organisationId, name: 'spy', role: 'GATEWAY' }],
      'ORGANISATION_NOT_FOUND',
    ],
    [
      'createApiKey for its member',
      () => [CREATE_KEY, { memberId: other.memberId, name: 'spy', role: 'GATEWAY' }],
      'MEMBER_NOT_FOUND',
    ],
    ['revokeApiKey', () => [REVOKE_KEY, { id: other.keyId }], 'API_KEY_NOT_FOUND'],
    [
      'changeMemberRole',
      () => [
        'mutation ($input: ChangeMemberRoleInput!) { changeMemberRole(input: $input) { member { id } } }',
        { memberId: other.memberId, role: 'VIEWER' },
      ],
      'MEMBER_NOT_FOUND',
    ],
    [
      'removeMember',
      () => [
        'mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { member { id } } }',
        { memberId: other.memberId },
      ],
      'MEMBER_NOT_FOUND',
    ],
  ] as [string, () => [string, object], string][])(
    'refuses %s as if the other were not there',
    async (_name, request, code) => {
      const [query, input] = request();
      expect((await attempt(query, { input })).codes).toEqual([code]);
      // The very same answer as for what does not exist at all.
      const nothing = Object.fromEntries(
        Object.entries(input).map(([name, value]) => [
          name,
          /^(organisationId|memberId|id)$/.test(name) ? 'nothing' : value,
        ]),
      );
      const absent = await attempt(query, { input: nothing });
      expect([absent.codes, absent.messages]).toEqual([[code], (await attempt(query, { input })).messages]);
    },
  );

  it('keeps a founder’s two organisations apart, key by key', async () => {
    const { data } = await server.askWith(own.secret, CREATE_ORGANISATION, {
      input: { slug: 'red-two', name: 'Second' },
    });
    const second = data.createOrganisation;
    const fromFirst = await server.askWith(own.secret, '{ organisation(slug: "red-two") { id } }');
    expect(fromFirst.data.organisation).toBeNull();
    const backwards = await server.askWith(second.secret, '{ organisation(slug: "red") { id } }');
    expect(backwards.data.organisation).toBeNull();
    const members = await server.askWith(
      own.secret,
      `mutation { createOrganisation(input: { slug: "red-three", name: "Third" }) { organisation { slug members { totalCount } } } }`,
    );
    expect(members.codes).toEqual(['PERMISSION_DENIED']);
  });
});

describe('lists', () => {
  let secret: string;
  let organisationId: string;
  beforeAll(async () => {
    const { data } = await create('crowd');
    ({ secret } = data.createOrganisation);
    organisationId = data.createOrganisation.organisation.id;
    for (let at = 0; at < 5; at += 1) await create(`more-${at}`);
    for (let at = 0; at < 24; at += 1) {
      await server.askWith(secret, ADD_MEMBER, { input: { organisationId, name: `m${at}`, role: 'VIEWER' } });
      await server.askWith(secret, CREATE_KEY, { input: { name: `k${at}`, role: 'GATEWAY' } });
    }
  });

  it.each(['members', 'apiKeys'])('pages through %s without gaps or repetitions', async (list) => {
    const query = `query ($after: String) { whoAmI { organisation { page: ${list}(first: 7, after: $after) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { id createdAt } } } } } }`;
    const seen: { id: string; createdAt: string }[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 10; pages += 1) {
      const answer = await server.askWith(secret, query, { after });
      const { edges, pageInfo, totalCount } = answer.data.whoAmI.organisation.page;
      expect([totalCount, pageInfo.hasPreviousPage]).toEqual([25, after !== null]);
      seen.push(...edges.map(({ node }: { node: { id: string; createdAt: string } }) => node));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    const times = seen.map(({ createdAt }) => createdAt);
    expect(times).toEqual(list === 'members' ? times.toSorted() : times.toSorted().reverse());
  });

  it.each([
    ['first: 0', 'INPUT_INVALID'],
    ['first: 101', 'INPUT_INVALID'],
    ['after: "nonsense"', 'CURSOR_INVALID'],
  ])('refuses %s', async (args, code) => {
    for (const list of [`members(${args})`, `apiKeys(${args})`])
      expect(
        (await server.askWith(secret, `{ whoAmI { organisation { ${list} { totalCount } } } }`)).codes,
      ).toEqual([code]);
    expect((await admin(`{ organisations(${args}) { totalCount } }`)).codes).toEqual([code]);
  });

  it('asks the database once per kind of thing, however many there are', async () => {
    const query = `{ organisations(first: 100) { totalCount edges { node {
      slug
      members(first: 50) { totalCount edges { node { role actor { id name } } } }
      apiKeys(first: 50) { totalCount edges { node { permissions actor { name } createdBy { name } } } }
    } } } }`;
    const { data, codes, sqlQueries } = await server.askAs(SYSTEM_ACTOR, query);
    expect(codes).toEqual([]);
    expect(data.organisations.edges.length).toBeGreaterThan(5);
    // Organisations and their count; pages and counts of members and keys; places; actors, once or twice: those of members
    // and of keys may come in different ticks.
    expect([8, 9]).toContain(sqlQueries);
  });

  it('asks once for many references', async () => {
    const members = await server.askWith(
      secret,
      '{ whoAmI { organisation { members(first: 25) { edges { node { actor { id } } } } } } }',
    );
    const r = members.data.whoAmI.organisation.members.edges.map(
      ({ node }: { node: { actor: { id: string } } }) => ({ __typename: 'Actor', id: node.actor.id }),
    );
    const { data, sqlQueries } = await server.askWith(secret, ENTITIES, { r });
    expect(data._entities).toHaveLength(25);
    expect(data._entities).not.toContain(null);
    expect(sqlQueries).toBe(1);
  });
});
