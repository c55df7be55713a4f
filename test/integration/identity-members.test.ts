import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SYSTEM_ACTOR } from '@kontor/protocol';
import {
  ADD_MEMBER,
  CREATE_KEY,
  CREATE_ORGANISATION,
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

const CHANGE =
  'mutation ($input: ChangeMemberRoleInput!) { changeMemberRole(input: $input) { member { id role } } }';
const REMOVE = 'mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { member { id role } } }';
const MEMBERS =
  '{ whoAmI { organisation { id members(first: 100) { totalCount edges { node { id role email actor { id kind name } } } } } } }';

let organisations = 0;
/** An organisation of its own for a test, and its first owner's key. */
async function found() {
  organisations += 1;
  const input = { slug: `team-${organisations}`, name: `Team ${organisations}` };
  const { data } = await server.askWith(server.keys.adminKey, CREATE_ORGANISATION, { input });
  const { organisation, secret } = data.createOrganisation;
  const ask = (query: string, variables?: object) => server.askWith(secret, query, variables);
  const add = async (role: string, more: object = {}) =>
    ask(ADD_MEMBER, { input: { organisationId: organisation.id, name: `A ${role}`, role, ...more } });
  const members = async () => (await ask(MEMBERS)).data.whoAmI.organisation.members;
  const keyOf = async (memberId: string, role: string) =>
    (await ask(CREATE_KEY, { input: { name: 'key', memberId, role } })).data.createApiKey.secret as string;
  return { organisationId: organisation.id as string, secret: secret as string, ask, add, members, keyOf };
}

describe('addMember', () => {
  it('adds a person with a role', async () => {
    const { add, members } = await found();
    const { data } = await add('DEVELOPER', { email: 'Dev@Example.com', name: 'Dev' });
    expect(data.addMember.member).toMatchObject({
      role: 'DEVELOPER',
      email: 'Dev@Example.com',
      actor: { kind: 'PERSON', name: 'Dev' },
    });
    expect((await members()).totalCount).toBe(2);
  });

  it('takes an address once, whatever its case, and again after its member left', async () => {
    const { add, ask } = await found();
    const first = await add('VIEWER', { email: 'ann@example.com' });
    expect((await add('VIEWER', { email: 'ANN@example.com' })).codes).toEqual(['MEMBER_EMAIL_TAKEN']);
    expect((await add('VIEWER', { email: 'ANN@example.com', dryRun: true })).codes).toEqual([
      'MEMBER_EMAIL_TAKEN',
    ]);
    await ask(REMOVE, { input: { memberId: first.data.addMember.member.id } });
    expect((await add('VIEWER', { email: 'ann@example.com' })).codes).toEqual([]);
  });

  it('takes one of two who are added with one address at the same moment', async () => {
    const { add, members } = await found();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => add('VIEWER', { email: 'same@example.com' })),
    );
    expect(answers.flatMap(({ codes }) => codes)).toEqual(
      Array.from({ length: 4 }, () => 'MEMBER_EMAIL_TAKEN'),
    );
    expect((await members()).totalCount).toBe(2);
  });

  it('lets nobody hand out more than they may do', async () => {
    const { add, keyOf, organisationId } = await found();
    const administrator = await keyOf((await add('ADMIN')).data.addMember.member.id, 'ADMIN');
    const input = { organisationId, name: 'Friend', role: 'OWNER' };
    expect((await server.askWith(administrator, ADD_MEMBER, { input })).codes).toEqual([
      'MEMBER_ROLE_EXCEEDED',
    ]);
    expect(
      (await server.askWith(administrator, ADD_MEMBER, { input: { ...input, role: 'ADMIN' } })).codes,
    ).toEqual([]);
  });

  it.each([[{ name: ' ' }], [{ email: 'nonsense' }], [{ name: 'x'.repeat(201) }]])(
    'refuses %j',
    async (wrong) => {
      const { add } = await found();
      expect((await add('VIEWER', wrong)).codes).toEqual(['INPUT_INVALID']);
    },
  );

  it('checks everything and writes nothing on a dry run', async () => {
    const { add, members } = await found();
    expect((await add('VIEWER', { dryRun: true })).data.addMember).toEqual({ member: null });
    expect((await members()).totalCount).toBe(1);
  });

  it('knows no organisation that is not there', async () => {
    const input = { organisationId: 'nowhere', name: 'x', role: 'VIEWER' };
    expect((await server.askAs(SYSTEM_ACTOR, ADD_MEMBER, { input })).codes).toEqual([
      'ORGANISATION_NOT_FOUND',
    ]);
  });
});

describe('changeMemberRole and removeMember', () => {
  it('changes a role, and says so without writing on a dry run', async () => {
    const { add, ask, members } = await found();
    const memberId = (await add('VIEWER')).data.addMember.member.id;
    const dry = await ask(CHANGE, { input: { memberId, role: 'ADMIN', dryRun: true } });
    expect(dry.data.changeMemberRole.member.role).toBe('VIEWER');
    await ask(CHANGE, { input: { memberId, role: 'ADMIN' } });
    const { edges } = await members();
    expect(edges.map(({ node }: { node: { role: string } }) => node.role)).toEqual(['OWNER', 'ADMIN']);
  });

  it('keeps the last owner', async () => {
    const { ask, members } = await found();
    const memberId = (await members()).edges[0].node.id;
    for (const dryRun of [true, false]) {
      expect((await ask(CHANGE, { input: { memberId, role: 'ADMIN', dryRun } })).codes).toEqual([
        'MEMBER_LAST_OWNER',
      ]);
      expect((await ask(REMOVE, { input: { memberId, dryRun } })).codes).toEqual(['MEMBER_LAST_OWNER']);
    }
    expect((await ask(CHANGE, { input: { memberId, role: 'OWNER' } })).codes).toEqual([]);
  });

  it('keeps one owner when all of them leave at the same moment', async () => {
    const { add, members, organisationId } = await found();
    await Promise.all([add('OWNER'), add('OWNER'), add('OWNER')]);
    const owners = (await members()).edges.map(({ node }: { node: { id: string } }) => node.id) as string[];
    expect(owners).toHaveLength(4);
    const answers = await Promise.all(
      owners.map((memberId, at) =>
        at % 2 === 0
          ? server.askAs(SYSTEM_ACTOR, REMOVE, { input: { memberId } })
          : server.askAs(SYSTEM_ACTOR, CHANGE, { input: { memberId, role: 'VIEWER' } }),
      ),
    );
    expect(answers.flatMap(({ codes }) => codes)).toEqual(['MEMBER_LAST_OWNER']);
    const left = await server.askAs(
      SYSTEM_ACTOR,
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Organisation { members { edges { node { role } } } } } }',
      {
        r: [{ __typename: 'Organisation', id: organisationId }],
      },
    );
    const roles = left.data._entities[0].members.edges.map(
      ({ node }: { node: { role: string } }) => node.role,
    ) as string[];
    expect(roles.filter((role) => role === 'OWNER')).toHaveLength(1);
  });

  it('stops the keys of a member that is removed, and only those', async () => {
    const { add, ask, keyOf, secret, members } = await found();
    const memberId = (await add('DEVELOPER')).data.addMember.member.id;
    const key = await keyOf(memberId, 'DEVELOPER');
    await ask(REMOVE, { input: { memberId, dryRun: true } });
    expect((await server.authenticate(key)).status).toBe(200);
    const removed = await ask(REMOVE, { input: { memberId } });
    expect(removed.data.removeMember.member.id).toBe(memberId);
    expect(await server.authenticate(key)).toEqual({ status: 401, code: 'KEY_INVALID' });
    expect((await server.authenticate(secret)).status).toBe(200);
    expect((await members()).totalCount).toBe(1);
    expect((await ask(REMOVE, { input: { memberId } })).codes).toEqual(['MEMBER_NOT_FOUND']);
  });

  it('keeps the name of a removed member readable where it wrote something', async () => {
    const { add, ask } = await found();
    const member = (await add('DEVELOPER', { name: 'Gone' })).data.addMember.member;
    await ask(REMOVE, { input: { memberId: member.id } });
    const { data } = await ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Actor { name } } }',
      { r: [{ __typename: 'Actor', id: member.actor.id }] },
    );
    expect(data._entities).toEqual([{ name: 'Gone' }]);
  });

  it('lets an administrator touch no owner', async () => {
    const { add, keyOf } = await found();
    const administrator = await keyOf((await add('ADMIN')).data.addMember.member.id, 'ADMIN');
    const memberId = (await add('OWNER')).data.addMember.member.id;
    expect((await server.askWith(administrator, REMOVE, { input: { memberId } })).codes).toEqual([
      'MEMBER_ROLE_EXCEEDED',
    ]);
    expect(
      (await server.askWith(administrator, CHANGE, { input: { memberId, role: 'VIEWER' } })).codes,
    ).toEqual(['MEMBER_ROLE_EXCEEDED']);
  });
});
