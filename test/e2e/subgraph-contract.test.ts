import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compose } from '@kontor/federation/compose';
import { ACTOR_HEADER, signActor, SYSTEM_ACTOR } from '@kontor/protocol';
import { Kind, parse, type FieldNode, type SelectionSetNode } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSigningKey } from '../../platform/src/home/signing-key.js';
import { printContractTable } from '../support/contract/table.js';
import { ask, type GraphQLAnswer } from '../support/kontor/ask.js';
import { root } from '../support/kontor/command.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { type KontorUnderTest, START_TIMEOUT_MS } from '../support/kontor/start-kontor.js';

/**
 * The subgraph contract on the subgraphs that run: what the storefront and the platform use of it. The whole of it is
 * checked on subgraphs made for that in test/integration/subgraph-contract.test.ts.
 */
const STOREFRONT = ['accounts', 'products', 'inventory', 'reviews', 'orders'];
const PLATFORM = ['identity', 'registry'];
const fileOf = (graph: string, name: string): string =>
  readFileSync(join(root, 'subgraphs', graph, name, 'schema.graphql'), 'utf8');

/** One of each entity, with every field that a key of any subgraph asks for. */
const SAMPLES = `{
  products(first: 1) { edges { node { __typename id sku category { __typename id slug } brand { __typename id }
    stockLevels { __typename product { id } warehouse { __typename code } } } } }
  reviews(first: 1) { edges { node { __typename id product { id } author { __typename id handle } } } }
  orders(first: 1) { edges { node { __typename id number } } }
}`;

interface EntityKey {
  readonly subgraph: string;
  readonly type: string;
  readonly fields: string;
}

/** Every resolvable @key of the storefront, read from its schemas. */
const KEYS: readonly EntityKey[] = STOREFRONT.flatMap((subgraph) =>
  parse(fileOf('storefront', subgraph)).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    return (definition.directives ?? [])
      .filter(({ name }) => name.value === 'key')
      .map(({ arguments: given = [] }) =>
        Object.fromEntries(given.map(({ name, value }) => [name.value, value])),
      )
      .filter(({ resolvable }) => !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value))
      .map(({ fields }) => ({
        subgraph,
        type: definition.name.value,
        fields: fields?.kind === Kind.STRING ? fields.value : '',
      }));
  }),
);

type Json = { [name: string]: Json } | string;

const selectionOf = (fields: string): SelectionSetNode => {
  const [operation] = parse(`{ ${fields} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${fields} is no selection`);
  return operation.selectionSet;
};

/** What a key selects of an entity. */
const pick = (from: Json, { selections }: SelectionSetNode, leaf: (value: Json) => Json): Json =>
  Object.fromEntries(
    (selections as readonly FieldNode[]).map(({ name, selectionSet }) => {
      const value = (from as Record<string, Json>)[name.value];
      if (value === undefined) throw new Error(`the sample has no ${name.value}`);
      return [name.value, selectionSet ? pick(value, selectionSet, leaf) : leaf(value)];
    }),
  );

/** The objects in an answer, by type; the first of each. */
function samplesIn(value: unknown, found = new Map<string, Json>()): Map<string, Json> {
  if (Array.isArray(value)) for (const item of value) samplesIn(item, found);
  else if (typeof value === 'object' && value !== null) {
    const { __typename: type } = value as { __typename?: string };
    if (type !== undefined && !found.has(type)) found.set(type, value as Json);
    for (const inner of Object.values(value)) samplesIn(inner, found);
  }
  return found;
}

let kontor: KontorUnderTest;
let samples: Map<string, Json>;
const results: { feature: string; what: string; result: string }[] = [];

beforeAll(async () => {
  kontor = await sharedKontor();
  samples = samplesIn((await ask(kontor.graphqlUrl, SAMPLES)).data);
}, START_TIMEOUT_MS);
afterAll(() => printContractTable(results));

const check = (feature: string, what: string, run: () => Promise<void>): void =>
  it(`${feature}: ${what}`, async () => {
    const row = { feature, what, result: 'FAILED' };
    results.push(row);
    await run();
    row.result = 'pass';
  });

const askSubgraph = (name: string, query: string, variables = {}): Promise<GraphQLAnswer> =>
  ask(`http://127.0.0.1:${kontor.processNamed(name).port}/graphql`, query, variables);

const entities = (name: string, selection: string, representations: readonly object[]) =>
  askSubgraph(name, `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ${selection} } }`, {
    r: representations,
  });

/** Line by line: in which order a supergraph links its features means nothing. */
const supergraphLines = (sdls: Readonly<Record<string, string>>): string[] => {
  const result = compose(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: `http://${name}.test/`, sdl })),
  );
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  return result.supergraphSdl.split('\n').toSorted();
};

const sdlIn = ({ data }: GraphQLAnswer): string => (data?.['_service'] as { sdl: string }).sdl;

const served = async (
  names: readonly string[],
  fetchSdl: (name: string) => Promise<GraphQLAnswer>,
): Promise<Record<string, string>> =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, sdlIn(await fetchSdl(name))])));

const files = (graph: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, fileOf(graph, name)]));

describe('the storefront', () => {
  check('_service', 'the SDL of all five composes to what their files compose to', async () => {
    const sdls = await served(STOREFRONT, (name) => askSubgraph(name, '{ _service { sdl } }'));
    expect(supergraphLines(sdls)).toEqual(supergraphLines(files('storefront', STOREFRONT)));
  });

  for (const { subgraph, type, fields } of KEYS)
    check('@key', `${subgraph} knows ${type} by ${fields}, and bears one that is nobody`, async () => {
      const sample = samples.get(type);
      if (!sample) throw new Error(`no ${type} among the samples`);
      const selection = selectionOf(fields);
      const known = pick(sample, selection, (value) => value);
      const nobody = pick(sample, selection, () => 'nobody');
      const answer = await entities(
        subgraph,
        `... on ${type} { ${fields} }`,
        [known, nobody].map((key) => ({ __typename: type, ...(key as object) })),
      );
      expect(answer.errors).toEqual([]);
      expect((answer.data?.['_entities'] as unknown[])[0]).toEqual({
        __typename: type,
        ...(known as object),
      });
    });

  check('@requires', 'inventory estimates shipping from the price and weight it is handed', async () => {
    const { id } = samples.get('Product') as { id: string };
    const product = { __typename: 'Product', id, weightGrams: 500 };
    const { data, errors } = await entities(
      'inventory',
      '... on Product { shippingEstimate(country: "DE") { cost { currency } daysMax } }',
      [{ ...product, price: { amountMinor: 1000, currency: 'EUR' } }],
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ _entities: [{ shippingEstimate: { cost: { currency: 'EUR' } } }] });
  });

  check('@provides', 'reviews brings the author’s handle, orders the product’s sku', async () => {
    const reviews = await askSubgraph(
      'reviews',
      '{ reviews(first: 1) { edges { node { author { handle } } } } }',
    );
    const orders = await askSubgraph(
      'orders',
      '{ orders(first: 1) { edges { node { lines { product { sku } } } } } }',
    );
    expect([reviews.errors, orders.errors]).toEqual([[], []]);
    expect(JSON.stringify(reviews.data)).toMatch(/"handle":"\w/);
    expect(JSON.stringify(orders.data)).toMatch(/"sku":"\w/);
  });

  check(
    '@inaccessible',
    'inventory reserves stock for other subgraphs, and no client sees that',
    async () => {
      const query = '{ __type(name: "Mutation") { fields { name } } }';
      expect(JSON.stringify(await askSubgraph('inventory', query))).toContain('reserveStock');
      expect(JSON.stringify(await ask(kontor.graphqlUrl, query))).not.toContain('reserveStock');
    },
  );

  check('@tag, @shareable, @external', 'arrive in the supergraph', async () => {
    const sdls = await served(STOREFRONT, (name) => askSubgraph(name, '{ _service { sdl } }'));
    const lines = supergraphLines(sdls).join('\n');
    expect(lines).toMatch(/email: String! .*@tag\(name: "personal"\)/);
    expect(lines).toMatch(/handle: String! .*@join__field\(graph: REVIEWS, external: true\)/);
  });
});

describe('the platform', () => {
  const subgraphUrl = (name: string): string => `${kontor.platformUrl}/subgraphs/${name}`;
  const askAsActor = async (name: string, query: string): Promise<GraphQLAnswer> => {
    const signingKey = await loadSigningKey(kontor.place.home, {}, { warn: () => undefined });
    return ask(subgraphUrl(name), query, {}, { [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, signingKey) });
  };

  check('_service', 'the SDL of both composes to what their files compose to', async () => {
    const sdls = await served(PLATFORM, (name) => askAsActor(name, '{ _service { sdl } }'));
    expect(supergraphLines(sdls)).toEqual(supergraphLines(files('platform', PLATFORM)));
  });

  check('_service', 'is for who is known alone', async () => {
    for (const name of PLATFORM) {
      const { data, errors } = await ask(subgraphUrl(name), '{ _service { sdl } }');
      expect([data, errors[0]?.extensions?.code]).toEqual([undefined, 'ACTOR_REQUIRED']);
    }
  });
});
