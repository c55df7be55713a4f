import { compose } from '@kontor/federation/compose';
import { startFakeSubgraph, type FakeSubgraph, type Resolvers } from './fake-subgraph.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable", "@inaccessible", "@tag"])\n`;

export const PRODUCTS_SDL = `${LINK}
type Query { product(id: ID!): Product products(first: Int = 3, filter: ProductFilter): [Product!]! search(text: String!): [Hit!]! echo(text: String): String broken: Int! }
type Mutation { rename(id: ID!, name: String!): Product }
input ProductFilter { nameContains: String! inStock: Boolean kind: Kind! = TOY tags: [String!]! }
enum Kind { TOY TOOL }
union Hit = Product | Guide
type Guide { title: String! }
type Product @key(fields: "id") { id: ID! name: String! weight: Int secret: String @inaccessible }
`;

export const REVIEWS_SDL = `${LINK}
type Review { id: ID! text: String! }
type Product @key(fields: "id") { id: ID! weight: Int @external reviews: [Review!] shippingNote: String @requires(fields: "weight") }
type Query { latestReviews: [Review!]! }
`;

const product = (id: string) => ({
  __typename: 'Product',
  id,
  name: `Product ${id}`,
  weight: Number(id) * 10,
});

export interface Shop {
  readonly products: FakeSubgraph;
  readonly reviews: FakeSubgraph;
  readonly supergraph: string;
  /** The same shop whose reviews have one more field, so that its hash and its API schema differ. */
  supergraphWith(field: string): string;
  close(): Promise<void>;
}

/** What the two subgraphs answer with; `broken` fails as an unmasked driver would. */
export const PRODUCTS_RESOLVERS: Resolvers = {
  Query: {
    product: (_: unknown, { id }: { id: string }) => (id === '0' ? null : product(id)),
    products: (_: unknown, { first }: { first: number }) =>
      Array.from({ length: first }, (__, i) => product(String(i + 1))),
    search: () => [product('1'), { __typename: 'Guide', title: 'How to' }],
    echo: (_: unknown, { text }: { text?: string }) => text ?? null,
    broken: () => {
      throw new Error('connect ECONNREFUSED postgres://user:password@10.0.0.7/products');
    },
  },
  Mutation: {
    rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...product(id), name }),
  },
  Product: { __resolveReference: ({ id }: { id: string }) => product(id) },
};

export const REVIEWS_RESOLVERS: Resolvers = {
  Query: { latestReviews: () => [{ id: 'r1', text: 'Good' }] },
  Product: {
    __resolveReference: (reference: object) => reference,
    reviews: ({ id }: { id: string }) => [{ id: `r${id}`, text: `Review of ${id}` }],
    shippingNote: ({ weight }: { weight?: number }) => `${String(weight)} g`,
  },
};

/** Two subgraphs with an entity across both, and the supergraphs composed of them. */
export async function startShop(): Promise<Shop> {
  const products = await startFakeSubgraph('products', PRODUCTS_SDL, PRODUCTS_RESOLVERS);
  const reviews = await startFakeSubgraph('reviews', REVIEWS_SDL, REVIEWS_RESOLVERS);
  const supergraphOf = (reviewsSdl: string) =>
    composeOf([
      { name: 'products', url: products.url, sdl: PRODUCTS_SDL },
      { name: 'reviews', url: reviews.url, sdl: reviewsSdl },
    ]);
  return {
    products,
    reviews,
    supergraph: supergraphOf(REVIEWS_SDL),
    supergraphWith: (field) => supergraphOf(`${REVIEWS_SDL}\nextend type Review { ${field}: String }`),
    async close() {
      await Promise.all([products.close(), reviews.close()]);
    },
  };
}

export function composeOf(subgraphs: readonly { name: string; url: string; sdl: string }[]): string {
  const composition = compose([...subgraphs]);
  if (composition.kind === 'refused')
    throw new Error(composition.problems.map(({ message }) => message).join('\n'));
  return composition.supergraphSdl;
}
