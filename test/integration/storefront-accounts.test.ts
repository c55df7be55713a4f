import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PAGE_INFO, startDomain, walk, type RunningSubgraph } from './storefront-harness.js';

let accounts: RunningSubgraph;

const NAMES = [
  'Ada Lovelace',
  'Alan Turing',
  'Ada Lovelace',
  'Grace Hopper',
  'Ada Yonath',
  'Żaneta Nowak',
  'Émile Borel',
];

beforeAll(async () => {
  accounts = await startDomain('accounts');
  for (const [at, name] of NAMES.entries())
    await accounts.sql(
      `INSERT INTO users (id, handle, name, email, country, registered_at) VALUES ($1, $2, $3, $4, 'GB', '2025-01-01T10:00:00.123Z')`,
      [`usr_${at}`, `handle.number-${at}`, name, `user${at}@example.com`],
    );
});
beforeEach(() => void accounts.takeSql());
afterAll(() => accounts.close());

const USERS = `query ($first: Int!, $after: String, $search: String) {
  users(first: $first, after: $after, search: $search) { edges { cursor node { id name } } ${PAGE_INFO} }
}`;

describe('a user', () => {
  it('is found by id and by handle in any case, in one statement each', async () => {
    const { data } = await accounts.ask(
      '{ user(id: "usr_1") { id handle name email country tier registeredAt } }',
    );
    expect(data.user).toEqual({
      id: 'usr_1',
      handle: 'handle.number-1',
      name: 'Alan Turing',
      email: 'user1@example.com',
      country: 'GB',
      tier: 'BASIC',
      registeredAt: '2025-01-01T10:00:00.123Z',
    });
    expect(accounts.takeSql()).toHaveLength(1);
    const byHandle = await accounts.ask('{ userByHandle(handle: "HANDLE.number-1") { id } }');
    expect(byHandle.data.userByHandle).toEqual({ id: 'usr_1' });
  });

  it('is null when there is none', async () => {
    expect(
      (await accounts.ask('{ user(id: "nobody") { id } userByHandle(handle: "nobody") { id } }')).data,
    ).toEqual({
      user: null,
      userByHandle: null,
    });
  });

  it.each([
    ['id', (at: number) => ({ id: `usr_${at}` })],
    ['handle', (at: number) => ({ handle: `handle.number-${at}` })],
  ])('resolves as an entity by %s: many in one statement, unknown ones as null', async (_, key) => {
    const representations = [3, 0, 99, 3, 1].map((at) => ({ __typename: 'User', ...key(at) }));
    const { data } = await accounts.entities('... on User { name }', representations);
    expect(data._entities).toEqual([
      { __typename: 'User', name: 'Grace Hopper' },
      { __typename: 'User', name: 'Ada Lovelace' },
      null,
      { __typename: 'User', name: 'Grace Hopper' },
      { __typename: 'User', name: 'Alan Turing' },
    ]);
    expect(accounts.takeSql()).toHaveLength(1);
  });
});

describe('the list of users', () => {
  const namesOf = (search: string | null, first: number) =>
    walk<{ id: string; name: string }>(
      async (pageSize, after) => (await accounts.ask(USERS, { first: pageSize, after, search })).data.users,
      first,
    );

  it.each([1, 2, 3, 7, 100])('gives each user once, by name, then id, in pages of %i', async (first) => {
    const users = await namesOf(null, first);
    const expected = await accounts.sql<{ id: string; name: string }>(
      'SELECT id, name FROM users ORDER BY name, id',
    );
    expect(users).toEqual(expected);
  });

  it.each([1, 2, 100])('finds users by the beginnings of words, in pages of %i', async (first) => {
    expect((await namesOf('AD', first)).map(({ id }) => id)).toEqual(['usr_0', 'usr_2', 'usr_4']);
    expect((await namesOf('ada lov', first)).map(({ id }) => id)).toEqual(['usr_0', 'usr_2']);
    expect((await namesOf('number 6', first)).map(({ id }) => id)).toEqual(['usr_6']);
    expect(await namesOf('love ada turing', first)).toEqual([]);
  });

  it('takes what is no word for no search', async () => {
    expect(await namesOf(`&|!:*'`, 100)).toHaveLength(NAMES.length);
  });

  it('counts only when asked, also what a search finds', async () => {
    await accounts.ask('{ users(first: 2) { edges { node { id } } } }');
    expect(accounts.takeSql()).toHaveLength(1);
    const { data } = await accounts.ask(
      '{ all: users(first: 2) { totalCount } found: users(first: 1, search: "ada") { totalCount } }',
    );
    expect(data).toEqual({ all: { totalCount: 7 }, found: { totalCount: 3 } });
  });

  it('refuses page sizes, cursors and searches that cannot be', async () => {
    expect(await accounts.codeOf('{ users(first: 0) { totalCount } }')).toBe('INPUT_INVALID');
    expect(await accounts.codeOf('{ users(first: 101) { totalCount } }')).toBe('INPUT_INVALID');
    expect(await accounts.codeOf('{ users(after: "nonsense") { totalCount } }')).toBe('CURSOR_INVALID');
    expect(await accounts.codeOf(USERS, { first: 1, search: 'x'.repeat(201) })).toBe('INPUT_INVALID');
  });
});

describe('the indexes', () => {
  it('serve the list and the search', async () => {
    await accounts.ask(USERS, { first: 2, after: null, search: null });
    await accounts.ask(USERS, { first: 2, after: null, search: 'ada' });
    const [list = '', find = ''] = accounts.takeSql();
    expect(await accounts.planWithout(['seqscan', 'sort'], list)).toContain('users_name_id_idx');
    expect(await accounts.planWithout(['seqscan', 'indexscan'], find)).toContain('users_search_idx');
  });
});

const REGISTER =
  'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { user { id handle name email country tier } } }';
const UPDATE =
  'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id name email country } } }';

describe('registerUser', () => {
  const input = { handle: 'katherine', name: ' Katherine  Johnson ', email: 'KJ@Example.com', country: 'us' };

  it('registers a user, tidied', async () => {
    const { data } = await accounts.ask(REGISTER, { input });
    expect(data.registerUser.user).toEqual({
      id: expect.stringMatching(/^usr_[0-9a-f]{32}$/),
      handle: 'katherine',
      name: 'Katherine Johnson',
      email: 'kj@example.com',
      country: 'US',
      tier: 'BASIC',
    });
  });

  it('refuses a handle and an e-mail address that somebody has', async () => {
    expect(await accounts.codeOf(REGISTER, { input: { ...input, email: 'other@example.com' } })).toBe(
      'HANDLE_TAKEN',
    );
    expect(await accounts.codeOf(REGISTER, { input: { ...input, handle: 'other' } })).toBe('EMAIL_TAKEN');
  });

  it('gives a handle to one of many who want it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        accounts.ask(REGISTER, { input: { ...input, handle: 'wanted', email: `wanted${at}@example.com` } }),
      ),
    );
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'HANDLE_TAKEN')).toHaveLength(9);
  });

  it.each([{ handle: 'X' }, { name: '' }, { email: 'nowhere' }, { country: 'Germany' }])(
    'refuses %j',
    async (wrong) => {
      expect(await accounts.codeOf(REGISTER, { input: { ...input, ...wrong } })).toBe('INPUT_INVALID');
    },
  );
});

describe('updateUser', () => {
  it('changes what is given and keeps the rest', async () => {
    const { data } = await accounts.ask(UPDATE, {
      input: { id: 'usr_3', name: 'Rear Admiral Hopper', email: null },
    });
    expect(data.updateUser.user).toEqual({
      id: 'usr_3',
      name: 'Rear Admiral Hopper',
      email: 'user3@example.com',
      country: 'GB',
    });
  });

  it('refuses in words a program can read', async () => {
    expect(await accounts.codeOf(UPDATE, { input: { id: 'nobody', name: 'X' } })).toBe('USER_NOT_FOUND');
    expect(await accounts.codeOf(UPDATE, { input: { id: 'usr_3', email: 'user1@example.com' } })).toBe(
      'EMAIL_TAKEN',
    );
    expect(await accounts.codeOf(UPDATE, { input: { id: 'usr_3', country: '?' } })).toBe('INPUT_INVALID');
  });
});
