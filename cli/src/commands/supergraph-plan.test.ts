import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compose } from '@kontor/federation/compose';
import { fakeIo } from '../io.fake.js';
import { runCli } from '../run-cli.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const PRODUCTS = `${LINK} type Query { products(first: Int): [Product!]! } type Product @key(fields: "id") { id: ID! name: String! }`;
const REVIEWS = `${LINK} type Product @key(fields: "id") { id: ID! reviews: [String!]! }`;

let cwd: string;
const write = (name: string, text: string) => writeFile(join(cwd, name), text);
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-plan-'));
  const composition = compose([
    { name: 'products', url: 'http://products/', sdl: PRODUCTS },
    { name: 'reviews', url: 'http://reviews/', sdl: REVIEWS },
  ]);
  if (composition.kind === 'refused') throw new Error(JSON.stringify(composition.problems));
  await write('supergraph.graphql', composition.supergraphSdl);
  await write(
    'query.graphql',
    'query Page($first: Int!, $with: Boolean!) { products(first: $first) { name reviews @include(if: $with) } } query Other { __typename }',
  );
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function plan(...words: string[]) {
  const io = fakeIo({ cwd });
  const exitCode = await runCli(['supergraph', 'plan', '--supergraph', 'supergraph.graphql', ...words], io);
  return { exitCode, ...io.printed };
}
const page = ['--operation', 'query.graphql', '--operation-name', 'Page'];

describe('kontor supergraph plan', () => {
  it('prints what is fetched from whom, for what, after what and under which condition', async () => {
    const { exitCode, stdout } = await plan(...page);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `2 fetches, one after the other

 1  products
      query Page__products__0($first: Int!) {
        products(first: $first) {
          __typename
          id
          name
        }
      }

 2  reviews
      for products.@
      after 1
      if $with
      query Page__reviews__1($representations: [_Any!]!) {
        _entities(representations: $representations) {
          ... on Product {
            reviews
          }
        }
      }
`,
    );
  });

  it('leaves out what the variables leave out', async () => {
    await write('v.json', '{ "first": 2, "with": false }');
    const { stdout } = await plan(...page, '--variables', 'v.json', '--format', 'json');
    const { data } = JSON.parse(stdout) as { data: { fetches: { subgraph: string }[] } };
    expect(data.fetches.map(({ subgraph }) => subgraph)).toEqual(['products']);
  });

  it('says that nothing is fetched', async () => {
    const { stdout } = await plan('--operation', 'query.graphql', '--operation-name', 'Other');
    expect(stdout).toBe('Nothing is fetched: the gateway answers this itself.\n');
  });

  it('says where a document is wrong, as the gateway would', async () => {
    await write('wrong.graphql', '{\n  prodcts { name }\n}');
    const { exitCode, stdout } = await plan('--operation', 'wrong.graphql');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('wrong.graphql:2:3 Cannot query field "prodcts" on type "Query".');
    const json = JSON.parse(
      (await plan('--operation', 'wrong.graphql', '--format', 'json')).stdout,
    ) as object;
    expect(json).toMatchObject({
      data: { errors: [{ locations: [{ line: 2, column: 3 }] }] },
      error: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });

  it.each([
    ['a syntax error', '{', ['--operation', 'broken.graphql'], 1, 'Syntax Error'],
    [
      'an operation that is not there',
      '{ __typename }',
      ['--operation', 'broken.graphql', '--operation-name', 'B'],
      1,
      'no operation named "B"',
    ],
    [
      'two without a name',
      '{ a: __typename } query B { __typename }',
      ['--operation', 'query.graphql'],
      1,
      'exactly one',
    ],
    [
      'variables of another type',
      '[]',
      [...page, '--variables', 'broken.graphql'],
      3,
      'holds no JSON object',
    ],
    [
      'variables that do not fit',
      '{"first": "x", "with": true}',
      [...page, '--variables', 'broken.graphql'],
      1,
      '$first',
    ],
    ['a file that is not there', '', ['--operation', 'absent.graphql'], 3, 'absent.graphql cannot be read'],
  ])('tells of %s', async (_what, text, words, exitCode, message) => {
    await write('broken.graphql', text);
    const ran = await plan(...words);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stdout + ran.stderr).toContain(message);
  });

  it('tells of what is no supergraph', async () => {
    const io = fakeIo({ cwd });
    const exitCode = await runCli(
      ['supergraph', 'plan', '--supergraph', 'query.graphql', '--operation', 'query.graphql'],
      io,
    );
    expect(exitCode).toBe(3);
    expect(io.printed.stderr).toContain('SUPERGRAPH_INVALID');
  });
});
