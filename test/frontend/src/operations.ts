import { graphql } from './generated/index.js';
import type { CatalogueQuery, MyOrdersQuery, SearchQuery, TilesQuery } from './generated/graphql.js';

/** What the shop asks. Its types come from the gateway's own schema. */
graphql(`
  fragment ProductCard on Product {
    id
    name
    availableQuantity
    price {
      amountMinor
      currency
    }
  }
`);

graphql(`
  fragment MediaTile on Media {
    url
    altText
  }
`);

/** Never asked of the gateway: what a cache that knows entities and interfaces can answer alone, after a search. */
export const TILES = graphql(`
  query Tiles($id: ID!) {
    product(id: $id) {
      id
      media {
        __typename
        ...MediaTile
      }
    }
  }
`);

export const CATALOGUE = graphql(`
  query Catalogue($first: Int!, $after: String) {
    products(first: $first, after: $after, sort: PRICE_LOW_TO_HIGH) {
      edges {
        cursor
        node {
          ...ProductCard
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`);

export const SEARCH = graphql(`
  query Search($text: String!) {
    search(text: $text, first: 100) {
      edges {
        node {
          __typename
          ... on Product {
            ...ProductCard
            media {
              __typename
              ...MediaTile
              ... on Video {
                durationSeconds
              }
            }
          }
          ... on Brand {
            id
            name
          }
          ... on Category {
            id
            name
          }
        }
      }
    }
  }
`);

export const STOCK = graphql(`
  query Stock($id: ID!) {
    product(id: $id) {
      id
      availableQuantity
    }
  }
`);

export const MY_ORDERS = graphql(`
  query MyOrders($userId: ID!) {
    user(id: $userId) {
      id
      orders(first: 10) {
        edges {
          node {
            id
            number
            status
          }
        }
      }
    }
  }
`);

export const REGISTER = graphql(`
  mutation Register($input: RegisterUserInput!) {
    registerUser(input: $input) {
      user {
        id
        handle
      }
    }
  }
`);

export const PLACE_ORDER = graphql(`
  mutation PlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      order {
        id
        number
        status
        total {
          amountMinor
          currency
        }
        lines {
          quantity
          product {
            id
            sku
          }
        }
      }
    }
  }
`);

export const CANCEL_ORDER = graphql(`
  mutation CancelOrder($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      order {
        id
        status
      }
    }
  }
`);

type Found = SearchQuery['search']['edges'][number]['node'];
type FoundProduct = Extract<Found, { __typename: 'Product' }>;

/** The first product with a film among what a search found. */
export function withFilm(found: readonly Found[]): FoundProduct {
  for (const node of found)
    if (node.__typename === 'Product' && node.media.some(({ __typename }) => __typename === 'Video'))
      return node;
  throw new Error('no product with a film was found');
}

/** How long a product's films run together, in seconds. */
export const filmSeconds = ({ media }: FoundProduct): number =>
  media.reduce((sum, one) => sum + (one.__typename === 'Video' ? one.durationSeconds : 0), 0);

/** `number status` of each order, latest first. */
export const ordersOf = ({ user }: MyOrdersQuery): string[] =>
  user?.orders.edges.map(({ node }) => `${node.number} ${node.status}`) ?? [];

export const idsOf = ({ products }: CatalogueQuery): string[] => products.edges.map(({ node }) => node.id);

export const mediaOf = ({ product }: TilesQuery): { type: string; url: string }[] =>
  product?.media.map(({ __typename, url }) => ({ type: __typename, url })) ?? [];
