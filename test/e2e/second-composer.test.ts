import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtInSource, mountGateway, type SubgraphHeaders } from '@kontor/gateway';
import { createHttpServer } from '@kontor/http';
import { buildClientSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { composeWithSecond } from '../../packages/federation/src/test-support/composers.js';
import { createActorHeaders } from '../../platform/src/authenticate/actor-headers.js';
import { createIdentityClient } from '../../platform/src/authenticate/identity-client.js';
import { loadSigningKey } from '../../platform/src/home/signing-key.js';
import { ask, type GraphQLAnswer } from '../support/kontor/ask.js';
import { root } from '../support/kontor/command.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { type KontorUnderTest, readCredentials, START_TIMEOUT_MS } from '../support/kontor/start-kontor.js';

/**
 * The composer that could take the place of the one in use, in earnest: it composes the two graphs of a running Kontor,
 * a second gateway serves what it made, and both gateways must answer the same.
 */
const STOREFRONT = ['accounts', 'products', 'inventory', 'reviews', 'orders'];
const EXAMPLE = (parse(readFileSync(join(root, 'kontor.yaml'), 'utf8')) as { example: string }).example;

const STOREFRONT_QUERIES: readonly (readonly [string, string])[] = [
  ['the example of kontor.yaml', EXAMPLE],
  [
    '@requires across two subgraphs',
    '{ products(first: 5) { edges { node { id shippingEstimate(country: "DE") { cost { amountMinor } daysMax } } } } }',
  ],
  [
    'compound keys and the way back',
    `{ orders(first: 5) { edges { node { number lines {
        shipsFrom { onHand warehouse { code name } product { name sku } } product { sku rating { average } } } } } } }`,
  ],
  [
    '@provides, and the rest from elsewhere',
    '{ reviews(first: 5) { edges { node { rating author { handle name tier } product { name inStock } } } } }',
  ],
  [
    'a union and an interface',
    `{ search(text: "a", first: 9) { totalCount edges { node { __typename
        ... on Product { name availability media { __typename url ... on Video { durationSeconds } } }
        ... on Brand { name country } ... on Category { slug } } } } }`,
  ],
  ['a coded error', '{ products(first: 0) { totalCount } }'],
  ['a field that the API schema hides', 'mutation { releaseReservation(id: "x") { id } }'],
];

const PLATFORM_QUERIES: readonly (readonly [string, string])[] = [
  [
    'a graph and who owns it',
    `{ graphs { edges { node { name organisation { slug members { totalCount } } createdBy { __typename id }
        variants { edges { node { ref subgraphs { edges { node { name activeVersion { id } } } } } } } } } } }`,
  ],
  ['who asks', '{ whoAmI { __typename } organisations { edges { node { slug name } } } }'],
  ['nobody', '{ variant(ref: "none@current") { ref } }'],
];

let kontor: KontorUnderTest;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  kontor = await sharedKontor();
}, START_TIMEOUT_MS);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

interface Graph {
  subgraphs: readonly { name: string; url: string; schema: string }[];
  subgraphHeaders?: SubgraphHeaders;
}

/** Composes with the second composer, and serves the result. */
async function serve({ subgraphs, subgraphHeaders }: Graph): Promise<string> {
  const composition = composeWithSecond(
    subgraphs.map(({ name, url, schema }) => ({ name, url, sdl: readFileSync(join(root, schema), 'utf8') })),
  );
  if (composition.kind === 'refused') throw new Error(JSON.stringify(composition.problems, null, 2));
  const server = createHttpServer({ name: 'second', logLevel: 'silent', drain: { quietMs: 10 } });
  const gateway = await mountGateway(server.app, {
    source: builtInSource({ sdl: composition.supergraphSdl }),
    ...(subgraphHeaders ? { subgraphHeaders } : {}),
    accessLog: false,
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => server.drain().then(gateway.close));
  return `${url}/graphql`;
}

/** Without descriptions: whose is taken is in the list of differences. */
const INTROSPECTION = getIntrospectionQuery({ descriptions: false });

const schemaFrom = async (answer: Promise<GraphQLAnswer>): Promise<string> => {
  const { data } = await answer;
  return printSchema(lexicographicSortSchema(buildClientSchema(data as never)));
};

describe('the storefront, composed by @theguild/federation-composition', () => {
  let second: string;
  beforeAll(async () => {
    second = await serve({
      subgraphs: STOREFRONT.map((name) => ({
        name,
        url: `http://127.0.0.1:${kontor.processNamed(name).port}/graphql`,
        schema: `subgraphs/storefront/${name}/schema.graphql`,
      })),
    });
  });

  it('shows clients the same schema', async () => {
    const [mine, theirs] = await Promise.all(
      [kontor.graphqlUrl, second].map((url) => schemaFrom(ask(url, INTROSPECTION))),
    );
    expect(theirs).toBe(mine);
  });

  it.each(STOREFRONT_QUERIES)('answers the same: %s', async (_title, query) => {
    const [mine, theirs] = await Promise.all([ask(kontor.graphqlUrl, query), ask(second, query)]);
    expect(theirs).toEqual(mine);
    expect(mine?.data ?? mine?.errors).toBeTruthy();
  });
});

describe('the platform, composed by @theguild/federation-composition', () => {
  let second: string;
  let headers: Record<string, string>;
  beforeAll(async () => {
    headers = { authorization: `Bearer ${readCredentials(kontor.place).adminKey}` };
    const log = { warn: () => undefined };
    const signingKey = await loadSigningKey(kontor.place.home, {}, log);
    const subgraphUrl = (name: string) => `${kontor.platformUrl}/subgraphs/${name}`;
    second = await serve({
      subgraphs: ['identity', 'registry'].map((name) => ({
        name,
        url: subgraphUrl(name),
        schema: `subgraphs/platform/${name}/schema.graphql`,
      })),
      subgraphHeaders: createActorHeaders({
        authenticate: createIdentityClient({ identityUrl: subgraphUrl('identity'), signingKey }),
        signingKey,
        log,
      }),
    });
  });

  it('shows clients the same schema', async () => {
    const [mine, theirs] = await Promise.all(
      [`${kontor.platformUrl}/graphql`, second].map((url) =>
        schemaFrom(ask(url, INTROSPECTION, {}, headers)),
      ),
    );
    expect(theirs).toBe(mine);
  });

  it.each(PLATFORM_QUERIES)('answers the same: %s', async (_title, query) => {
    const [mine, theirs] = await Promise.all(
      [`${kontor.platformUrl}/graphql`, second].map((url) => ask(url, query, {}, headers)),
    );
    expect(theirs).toEqual(mine);
    expect(mine?.data).toBeTruthy();
  });
});
