import { Client, fetchExchange, gql, type CombinedError, type OperationResult } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import schema from './generated/introspection.json' with { type: 'json' };
import * as operations from './operations.js';
import {
  buyable,
  PAGE,
  QUANTITY,
  seen,
  TOO_MANY,
  type Catalogue,
  type Failures,
  type Finds,
  type Purchase,
  type ShopAddress,
  type Visitor,
} from './visit.js';

/** The file is a whole introspection; the type that the cache asks for tells kinds apart, which JSON types cannot. */
type SchemaForCache = NonNullable<NonNullable<Parameters<typeof cacheExchange>[0]>['schema']>;

/** With urql: normalised cache that knows the schema, relay pagination, GET, a cache update after the mutation. */
export const visit: Visitor = async (shop) => {
  const client = createClient(shop);
  const catalogue = await browse(client);
  const finds = await search(client, shop.text);
  const buyerId = await register(client, shop.handle);
  const purchase = await buy(client, buyerId, catalogue.productId);
  const { error: unreachable } = await createClient({ ...shop, url: shop.closedUrl }).query(
    operations.CATALOGUE,
    { first: 1 },
  );
  const failures = {
    refused: failureOf(await placeOrder(client, buyerId, catalogue.productId, TOO_MANY)),
    invalid: failureOf(await client.query(gql('{ products(first: "many") { totalCount } }'), {})),
    unreachable: unreachable?.networkError?.name ?? 'none',
  };
  return { catalogue, finds, purchase, failures };
};

const createClient = ({ url, fetch }: Pick<ShopAddress, 'url' | 'fetch'>): Client =>
  new Client({
    url,
    fetch,
    preferGetMethod: 'force',
    // A GET needs a header that a page of another origin cannot send unasked.
    fetchOptions: { headers: { 'apollo-require-preflight': 'true' } },
    exchanges: [
      cacheExchange({
        schema: schema as unknown as SchemaForCache,
        keys: { Money: () => null, Image: () => null, Video: () => null, OrderLine: () => null },
        resolvers: {
          Query: {
            products: relayPagination(),
            product: (_known, { id }) => ({ __typename: 'Product', id: String(id) }),
          },
        },
        updates: {
          Mutation: {
            placeOrder(_result, { input }, cache) {
              const { buyerId } = input as { buyerId: string };
              cache.invalidate({ __typename: 'User', id: buyerId }, 'orders', { first: 10 });
            },
          },
        },
      }),
      fetchExchange,
    ],
  });

async function browse(client: Client): Promise<Catalogue> {
  const first = dataOf(await client.query(operations.CATALOGUE, { first: PAGE }));
  const after = first.products.pageInfo.endCursor;
  const merged = dataOf(await client.query(operations.CATALOGUE, { first: PAGE, after }));
  return {
    lists: [operations.idsOf(first), operations.idsOf(merged)],
    productId: buyable(merged.products.edges.map(({ node }) => node)).id,
  };
}

async function search(client: Client, text: string): Promise<Finds> {
  const found = dataOf(await client.query(operations.SEARCH, { text })).search.edges.map(({ node }) => node);
  const film = operations.withFilm(found);
  const tiles = await client.query(operations.TILES, { id: film.id }, { requestPolicy: 'cache-only' });
  return {
    types: [...new Set(found.map(({ __typename }) => __typename))],
    media: operations.mediaOf(dataOf(tiles)),
    filmSeconds: operations.filmSeconds(film),
  };
}

async function register(client: Client, handle: string): Promise<string> {
  const input = { handle, name: 'Uwe Urql', email: `${handle}@example.com`, country: 'DE' };
  return dataOf(await client.mutation(operations.REGISTER, { input })).registerUser.user.id;
}

async function buy(client: Client, userId: string, productId: string): Promise<Purchase> {
  const ordersSeen: string[][] = [];
  const watching = client.query(operations.MY_ORDERS, { userId }).subscribe(({ data, stale }) => {
    if (data && !stale) ordersSeen.push(operations.ordersOf(data));
  });
  await seen('no orders yet', () => ordersSeen.at(-1));
  const before = await stockOf(client, productId);
  const placed = dataOf(await placeOrder(client, userId, productId, QUANTITY)).placeOrder.order;
  await seen('the order', () => ordersSeen.at(-1)?.find((order) => order.startsWith(placed.number)));
  const ordered = await stockOf(client, productId);
  await client.mutation(operations.CANCEL_ORDER, { input: { id: placed.id } });
  await seen('the cancelled order', () => ordersSeen.at(-1)?.find((order) => order.endsWith('CANCELLED')));
  const cancelled = await stockOf(client, productId);
  watching.unsubscribe();
  return {
    stock: [before, ordered, cancelled],
    order: { number: placed.number, status: placed.status, totalMinor: placed.total.amountMinor },
    ordersSeen,
  };
}

async function stockOf(client: Client, id: string): Promise<number> {
  const answer = await client.query(operations.STOCK, { id }, { requestPolicy: 'network-only' });
  return dataOf(answer).product!.availableQuantity;
}

/** The cache forgets the list of orders (see above) and asks again; that one was cancelled it knows by itself. */
const placeOrder = (client: Client, buyerId: string, productId: string, quantity: number) =>
  client
    .mutation(operations.PLACE_ORDER, {
      input: { idempotencyKey: `${buyerId}-${quantity}`, buyerId, lines: [{ productId, quantity }] },
    })
    .toPromise();

function dataOf<T>({ data, error }: OperationResult<T>): T {
  if (error || !data) throw error ?? new Error('neither data nor error');
  return data;
}

function failureOf({ error }: { error?: CombinedError | undefined }): Failures['refused'] {
  const [first] = error?.graphQLErrors ?? [];
  if (!first) throw new Error(`not an error of GraphQL: ${String(error)}`);
  return { code: first.extensions['code'], message: first.message };
}
