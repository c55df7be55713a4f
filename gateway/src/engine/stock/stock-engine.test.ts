import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import {
  buildSchema,
  getOperationAST,
  getVariableValues,
  parse,
  validate,
  type OperationDefinitionNode,
} from 'graphql';
import { composeOf } from '../../../../test/support/gateway/shop.js';
import { placeholderVariables } from './placeholder-variables.js';
import { createStockEngine } from './stock-engine.js';

const operationOf = (source: string): OperationDefinitionNode => {
  const operation = getOperationAST(parse(source));
  if (!operation) throw new Error('no operation');
  return operation;
};

describe('placeholder variables', () => {
  const schema = buildSchema(`
    type Query { a(i: Int, s: String, b: Boolean, id: ID, f: Float, k: Kind, d: Date, in: In, one: One, list: [In!]): Int }
    scalar Date
    enum Kind { TOY TOOL }
    input In { need: String! nested: Nested! with: Int! = 3 may: In }
    input Nested { kinds: [Kind!]! }
    input One @oneOf { a: Int b: String }
  `);

  it.each([
    'query ($i: Int!, $s: String!, $b: Boolean!, $id: ID!, $f: Float!, $k: Kind!) { a(i: $i, s: $s, b: $b, id: $id, f: $f, k: $k) }',
    'query ($d: Date!) { a(d: $d) }',
    'query ($in: In!) { a(in: $in) }',
    'query ($one: One!) { a(one: $one) }',
    'query ($list: [In!]!) { a(list: $list) }',
    'query ($i: Int, $s: String! = "x") { a(i: $i, s: $s) }',
  ])('satisfy %s', (source) => {
    const operation = operationOf(source);
    expect(validate(schema, parse(source))).toEqual([]);
    const { errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      placeholderVariables(schema, operation),
    );
    expect(errors).toBeUndefined();
  });
});

describe('the stock engine', () => {
  /** Many ways to each field of an interface object, on several concrete types: what makes its planner run away. */
  function runawayGraph(): string {
    const link =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@interfaceObject"])\n';
    const fields = 'f0: Int @shareable f1: Int @shareable mates: [I!]! @shareable';
    const shared = ['b', 'c', 'd', 'e'].map((name) => ({
      name,
      url: `http://${name}/`,
      sdl: `${link} type I @interfaceObject @key(fields: "id") { id: ID! ${fields} }`,
    }));
    const root = `${link}
      type Query { i: [I!]! }
      interface I @key(fields: "id") { id: ID! }
      type U implements I @key(fields: "id") { id: ID! u: Int }
      type V implements I @key(fields: "id") { id: ID! v: Int }`;
    return composeOf([{ name: 'root', url: 'http://root/', sdl: root }, ...shared]);
  }

  it('gives up on a small operation that would keep its planner busy, and remembers', async () => {
    const sdl = runawayGraph();
    const engine = createStockEngine({ planCacheMiB: 1, evaluatedPlansMax: 200, pathsPerFieldMax: 200 });
    const loaded = await engine.load({ sdl, hash: artifactHash(sdl) });
    const mates = (depth: number): string =>
      depth === 0
        ? ''
        : `mates { ... on U { u f0 ${mates(depth - 1)} } ... on V { v f1 ${mates(depth - 1)} } }`;
    const document = parse(`{ i { ${mates(4)} } }`);
    const ask = () =>
      loaded.execute(
        { documentHash: 'x', document, operationName: undefined },
        { variables: {}, fetchSubgraph: () => Promise.reject(new Error('no fetch expected')) },
        new AbortController().signal,
      );
    const first = await ask();
    expect(first.data).toBeUndefined();
    expect(first.errors.map(({ extensions }) => extensions['code'])).toEqual(['OPERATION_TOO_COMPLEX']);
    expect((await ask()).errors[0]).toBe(first.errors[0]);
  });

  it('keeps the metrics of the stock gateway off, and its plans to itself', async () => {
    const sdl = composeOf([{ name: 'a', url: 'http://a/', sdl: 'type Query { a: Int }' }]);
    const engine = createStockEngine({ planCacheMiB: 1, evaluatedPlansMax: 200, pathsPerFieldMax: 200 });
    const loaded = await engine.load({ sdl, hash: artifactHash(sdl) });
    expect(process.env['APOLLO_TELEMETRY_DISABLED']).toBe('true');
    const result = await loaded.execute(
      { documentHash: 'a', document: parse('{ a }'), operationName: undefined },
      {
        variables: {},
        fetchSubgraph: () => Promise.resolve({ kind: 'answered', data: { a: 1 }, errors: [] }),
      },
      new AbortController().signal,
    );
    expect(JSON.parse(JSON.stringify(result))).toEqual({ kind: 'object', data: { a: 1 }, errors: [] });
  });

  it('says that a variable named like its own must be named otherwise', async () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
    const sdl = composeOf([
      {
        name: 'a',
        url: 'http://a/',
        sdl: `${link} type Query { t: T } type T @key(fields: "id") { id: ID! }`,
      },
      { name: 'b', url: 'http://b/', sdl: `${link} type T @key(fields: "id") { id: ID! b(n: Int): Int }` },
    ]);
    const engine = createStockEngine({ planCacheMiB: 1, evaluatedPlansMax: 200, pathsPerFieldMax: 200 });
    const loaded = await engine.load({ sdl, hash: artifactHash(sdl) });
    const document = parse('query ($representations: Int) { t { b(n: $representations) } }');
    const data = { t: { __typename: 'T', id: '1' } };
    const result = await loaded.execute(
      { documentHash: 'r', document, operationName: undefined },
      {
        variables: { representations: 1 },
        fetchSubgraph: () => Promise.resolve({ kind: 'answered', data, errors: [] }),
      },
      new AbortController().signal,
    );
    expect(result.errors.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
  });
});
