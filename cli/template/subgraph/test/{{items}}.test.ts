import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, type StartedSubgraph } from '@kontor/subgraph';
import { createTestDatabase, type TestDatabase } from '@kontor/testkit';
import { startServer } from '../src/server.js';

// The subgraph as a process runs it, on a real database with its migrations.
let database: TestDatabase;
let subgraph: StartedSubgraph;
let statements: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ migrations: new URL('../prisma/migrations', import.meta.url) });
  const log = createLogger({ name: '{{name}}', level: 'silent' });
  const onQuery = (sql: string) => void statements.push(sql);
  subgraph = await startServer({ database: { url: database.url, log, onQuery }, log, port: 0 });
});
afterAll(async () => {
  await subgraph?.close();
  await database?.drop();
});
beforeEach(() => void (statements = []));

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const response = await fetch(subgraph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as { data: any; errors?: { extensions: { code: string } }[] };
}

async function create(name: string): Promise<{ id: string; name: string }> {
  const { data } = await ask(
    'mutation ($name: String!) { createSprocket(input: { name: $name }) { sprocket { id name } } }',
    { name },
  );
  return data.createSprocket.sprocket;
}

describe('{{name}}', () => {
  it('creates one and finds it again', async () => {
    const { id } = await create('  first ');
    const { data } = await ask('query ($id: ID!) { sprocket(id: $id) { name createdAt } }', { id });
    expect(data.sprocket).toEqual({ name: 'first', createdAt: expect.stringMatching(/^\d{4}-.+Z$/) });
    expect((await ask('{ sprocket(id: "none") { id } }')).data).toEqual({ sprocket: null });
  });

  it('refuses an empty name with a code', async () => {
    const { errors } = await ask('mutation { createSprocket(input: { name: " " }) { sprocket { id } } }');
    expect(errors?.[0]?.extensions.code).toBe('INPUT_INVALID');
  });

  it('lists them page by page, latest first', async () => {
    const created = [await create('a'), await create('b'), await create('c')];
    const page = `query ($after: String) {
      sprockets(first: 2, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { node { id createdAt } }
      }
    }`;
    const nodes: { id: string; createdAt: string }[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await ask(page, { after });
      for (const { node } of data.sprockets.edges) nodes.push(node);
      after = data.sprockets.pageInfo.endCursor;
      more = data.sprockets.pageInfo.hasNextPage;
      if (!more) expect(nodes).toHaveLength(data.sprockets.totalCount);
    }
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(created.map(({ id }) => id)));
    const times = nodes.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().reverse());
  });

  it('resolves the references of other subgraphs in one statement', async () => {
    const ids = [(await create('x')).id, 'none', (await create('y')).id];
    statements = [];
    const { data } = await ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Sprocket { name } } }',
      { r: ids.map((id) => ({ __typename: 'Sprocket', id })) },
    );
    expect(data._entities).toEqual([{ name: 'x' }, null, { name: 'y' }]);
    expect(statements).toHaveLength(1);
  });
});
