import { describe, expect, test } from '@jest/globals';
import { execute, parse, validate, type GraphQLFieldResolver } from 'graphql';
import { Answers } from './answer.ts';
import { SUBGRAPHS, type Source, type Subgraph } from './subgraph.ts';

const USER = { __typename: 'User', id: '2' };
const TABLE = { __typename: 'Product', upc: '1' };
const CHAIR = { __typename: 'Product', upc: '4', price: 549, weight: 100 };

/** What gateways send: each in its own way, all of it valid. */
const FETCHES: readonly (readonly [Subgraph['name'], string, Record<string, unknown>])[] = [
  ['accounts', '{ users { __typename id username name } me { birthday } }', {}],
  [
    'accounts',
    'query($id: ID!) { a: user(id: $id) { name } b: user(id: "9") { name } __typename }',
    { id: '3' },
  ],
  [
    'accounts',
    'query Named__accounts__0($r: [_Any!]!) { _entities(representations: $r) { ... on User { name } } }',
    { r: [USER] },
  ],
  [
    'accounts',
    'query($a: [_Any!]!, $b: [_Any!]!) { _e0: _entities(representations: $a) { ...U } _e1: _entities(representations: $b) { __typename ...U } } fragment U on User { n: name u: username }',
    { a: [USER, { __typename: 'User', id: '77' }], b: [] },
  ],
  [
    'accounts',
    '{ _entities(representations: [{ __typename: "User", id: "5" }]) { ... on User { name } } }',
    {},
  ],
  [
    'accounts',
    'query($yes: Boolean!, $no: Boolean!) { users { id name @include(if: $yes) username @skip(if: $no) ... @include(if: $no) { birthday } } }',
    { yes: false, no: true },
  ],
  ['accounts', 'query($yes: Boolean = true) { me { id @skip(if: true) name @include(if: $yes) } }', {}],
  [
    'inventory',
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on Product { inStock shippingEstimate } } }',
    { r: [CHAIR, TABLE] },
  ],
  ['inventory', '{ _service { sdl } }', {}],
  ['products', '{ topProducts { upc name } two: topProducts(first: 2) { price weight } }', {}],
  [
    'products',
    'query($n: Int) { topProducts(first: $n) { upc } catalogue(first: 3) { upc name price weight } }',
    { n: 7 },
  ],
  ['products', 'query($n: Int = 2) { topProducts(first: $n) { upc } }', {}],
  [
    'reviews',
    'query($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Product { reviews { id body author { id username } } } ... on User { reviews { id } } } }',
    { r: [TABLE, USER, CHAIR] },
  ],
  [
    'reviews',
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on User { reviews { product { upc } } reviews { id product { reviews { id } } } ... on User { id } } } }',
    { r: [USER] },
  ],
  [
    'reviews',
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on Review { id body } } }',
    { r: [{ __typename: 'Review', id: '11' }] },
  ],
];

const subgraphOf = (name: Subgraph['name']): Subgraph => {
  const found = SUBGRAPHS.find((subgraph) => subgraph.name === name);
  if (!found) throw new Error(`no subgraph ${name}`);
  return found;
};

describe('a precomputed subgraph answers as graphql-js does', () => {
  test.each(FETCHES)('%s: %s', async (name, query, variables) => {
    const subgraph = subgraphOf(name);
    const document = parse(query);
    expect(validate(subgraph.schema, document)).toEqual([]);
    const expected = await execute({
      schema: subgraph.schema,
      document,
      variableValues: variables,
      rootValue: subgraph.root,
      fieldResolver: entitiesOf(subgraph),
      typeResolver: (value) => (value as { __typename: string }).__typename,
    });
    const answers = new Answers(subgraph);
    const body = JSON.stringify({ query, variables });
    for (const message of [answers.of(body), answers.of(body)]) {
      const [head = '', json = ''] = message.toString('utf8').split('\r\n\r\n');
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(expected)));
      expect(head).toContain(`content-length: ${Buffer.byteLength(json)}`);
    }
    expect(answers.refused).toBe(0);
  });

  test('and another answer for other variables of a conditional query', () => {
    const answers = new Answers(subgraphOf('accounts'));
    const query = 'query($yes: Boolean!) { me { id name @include(if: $yes) } }';
    const ask = (yes: boolean) => answers.of(JSON.stringify({ query, variables: { yes } })).toString('utf8');
    expect(ask(true)).toContain('"name"');
    expect(ask(false)).not.toContain('"name"');
    expect(ask(true)).toContain('"name"');
  });

  test('and says what it cannot answer', () => {
    const answers = new Answers(subgraphOf('accounts'));
    expect(answers.of(JSON.stringify({ query: '{ users { shoeSize } }' })).toString('utf8')).toContain(
      'there is no field User.shoeSize',
    );
    expect(answers.refused).toBe(1);
  });
});

/** `_entities` for graphql-js, with the type beside each entity. */
const entitiesOf =
  (subgraph: Subgraph): GraphQLFieldResolver<Source, unknown> =>
  (source, given, _, { fieldName }) => {
    if (fieldName === '_entities')
      return (given['representations'] as Source[]).map((representation) => {
        const typeName = String(representation['__typename']);
        const entity = subgraph.entities[typeName]?.(representation);
        return entity ? { ...entity, __typename: typeName } : null;
      });
    const value: unknown = source[fieldName];
    return typeof value === 'function' ? value(given) : value;
  };
