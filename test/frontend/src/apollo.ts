import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { createHash } from 'node:crypto';
import possibleTypes from './generated/possible-types.js';
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

/** With Apollo Client: `fetchMore`, a normalised cache, persisted queries, GET, watched queries, refetching. */
export const visit: Visitor = async (shop) => {
  const client = createClient(shop);
  const catalogue = await browse(client);
  const finds = await search(client, shop.text);
  const buyerId = await register(client, shop.handle);
  const purchase = await buy(client, buyerId, catalogue.productId);
  const failures = {
    refused: await failureOf(placeOrder(client, buyerId, catalogue.productId, TOO_MANY)),
    invalid: await failureOf(client.query({ query: gql('{ products(first: "many") { totalCount } }') })),
    unreachable: await nameOfFailure(
      createClient({ ...shop, url: shop.closedUrl }).query({
        query: operations.CATALOGUE,
        variables: { first: 1 },
      }),
    ),
  };
  client.stop();
  return { catalogue, finds, purchase, failures };
};

const createClient = ({ url, fetch }: Pick<ShopAddress, 'url' | 'fetch'>): ApolloClient =>
  new ApolloClient({
    link: ApolloLink.from([
      new PersistedQueryLink({ sha256: (text) => createHash('sha256').update(text).digest('hex') }),
      new HttpLink({ uri: url, fetch, useGETForQueries: true }),
    ]),
    cache: new InMemoryCache({
      possibleTypes: possibleTypes.possibleTypes,
      typePolicies: {
        Query: {
          fields: {
            products: relayStylePagination(['sort', 'filter']),
            product: (_known, { args, toReference }) =>
              toReference({ __typename: 'Product', id: args!['id'] }),
          },
        },
      },
    }),
  });

async function browse(client: ApolloClient): Promise<Catalogue> {
  const catalogue = client.watchQuery({ query: operations.CATALOGUE, variables: { first: PAGE } });
  const watching = catalogue.subscribe(() => undefined);
  const { data } = await client.query({ query: operations.CATALOGUE, variables: { first: PAGE } });
  await catalogue.fetchMore({ variables: { first: PAGE, after: data!.products.pageInfo.endCursor } });
  const merged = client.readQuery({ query: operations.CATALOGUE, variables: { first: PAGE } });
  watching.unsubscribe();
  return {
    lists: [operations.idsOf(data!), operations.idsOf(merged!)],
    productId: buyable(merged!.products.edges.map(({ node }) => node)).id,
  };
}

async function search(client: ApolloClient, text: string): Promise<Finds> {
  const { data } = await client.query({ query: operations.SEARCH, variables: { text } });
  const found = data!.search.edges.map(({ node }) => node);
  const film = operations.withFilm(found);
  const tiles = client.readQuery({ query: operations.TILES, variables: { id: film.id } });
  return {
    types: [...new Set(found.map(({ __typename }) => __typename))],
    media: operations.mediaOf(tiles!),
    filmSeconds: operations.filmSeconds(film),
  };
}

async function register(client: ApolloClient, handle: string): Promise<string> {
  const input = { handle, name: 'Ann Apollo', email: `${handle}@example.com`, country: 'DE' };
  const { data } = await client.mutate({ mutation: operations.REGISTER, variables: { input } });
  return data!.registerUser.user.id;
}

async function buy(client: ApolloClient, userId: string, productId: string): Promise<Purchase> {
  const ordersSeen: string[][] = [];
  const watching = client
    .watchQuery({ query: operations.MY_ORDERS, variables: { userId } })
    .subscribe(({ data, dataState }) => {
      if (dataState === 'complete') ordersSeen.push(operations.ordersOf(data));
    });
  await seen('no orders yet', () => ordersSeen.at(-1));
  const before = await stockOf(client, productId);
  const placed = await placeOrder(client, userId, productId, QUANTITY);
  const { id, number, status, total } = placed.data!.placeOrder.order;
  const ordered = await stockOf(client, productId);
  await client.mutate({ mutation: operations.CANCEL_ORDER, variables: { input: { id } } });
  await seen('the cancelled order', () => ordersSeen.at(-1)?.find((order) => order.endsWith('CANCELLED')));
  const cancelled = await stockOf(client, productId);
  watching.unsubscribe();
  return {
    stock: [before, ordered, cancelled],
    order: { number, status, totalMinor: total.amountMinor },
    ordersSeen,
  };
}

async function stockOf(client: ApolloClient, id: string): Promise<number> {
  const { data } = await client.query({
    query: operations.STOCK,
    variables: { id },
    fetchPolicy: 'network-only',
  });
  return data!.product!.availableQuantity;
}

/** The list of orders is asked for again; that an order in it was cancelled is news from the cache alone. */
const placeOrder = (client: ApolloClient, buyerId: string, productId: string, quantity: number) =>
  client.mutate({
    mutation: operations.PLACE_ORDER,
    variables: {
      input: { idempotencyKey: `${buyerId}-${quantity}`, buyerId, lines: [{ productId, quantity }] },
    },
    refetchQueries: [operations.MY_ORDERS],
    awaitRefetchQueries: true,
  });

async function failureOf(asked: Promise<unknown>): Promise<Failures['refused']> {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!CombinedGraphQLErrors.is(error)) throw new Error(`not an error of GraphQL: ${String(error)}`);
  return {
    code: error.errors[0]?.extensions?.['code'],
    message: error.errors[0]?.message ?? '',
  };
}

const nameOfFailure = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (reason: { name?: string }) => reason.name ?? 'no error',
  );
