import type { Resolvers } from './fake-subgraph.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])\n`;

const UPCS = ['1', '2', '3', '4', '5'];
const USERS = ['1', '2', '3'];
const price = (upc: string): number => Number(upc) * 100;
const weight = (upc: string): number => Number(upc) * 10;
const product = (upc: string) => ({ upc, name: `Product ${upc}`, price: price(upc), weight: weight(upc) });
const user = (id: string) => ({ id, name: `User ${id}`, username: `user${id}`, birthday: 1990 });
/** Each user has reviewed three products. */
const REVIEWS = USERS.flatMap((author) =>
  [0, 1, 2].map((i) => {
    const upc = UPCS[(Number(author) + i) % UPCS.length] ?? '1';
    return { id: `r${author}${i}`, body: `Review ${author}${i}`, author, upc };
  }),
);

/** The schema that gateways are commonly compared by: four subgraphs, with entities that lead in circles. */
export const REVIEW_SHOP: Readonly<Record<string, { sdl: string; resolvers: Resolvers }>> = {
  accounts: {
    sdl: `${LINK}
type Query { me: User users: [User] user(id: ID!): User }
type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }
`,
    resolvers: {
      Query: { users: () => USERS.map(user), me: () => user('1') },
      User: { __resolveReference: ({ id }: { id: string }) => user(id) },
    },
  },
  inventory: {
    sdl: `${LINK}
type Product @key(fields: "upc") {
  upc: String! weight: Int @external price: Int @external
  inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
}
`,
    resolvers: {
      Product: {
        __resolveReference: (reference: object) => reference,
        inStock: ({ upc }: { upc: string }) => Number(upc) % 2 === 0,
        shippingEstimate: (given: { price?: number; weight?: number }) =>
          given.price === undefined || given.weight === undefined ? null : given.price + given.weight,
      },
    },
  },
  products: {
    sdl: `${LINK}
type Query { topProducts(first: Int = 5): [Product] }
type Product @key(fields: "upc") { upc: String! name(language: String): String price: Int weight: Int }
`,
    resolvers: {
      Query: {
        topProducts: (_: unknown, { first }: { first: number }) => UPCS.slice(0, first).map(product),
      },
      Product: {
        __resolveReference: ({ upc }: { upc: string }) => product(upc),
        name: ({ name }: { name: string }, { language }: { language?: string }) =>
          language === undefined ? name : `${name} (${language})`,
      },
    },
  },
  reviews: {
    sdl: `${LINK}
type Review @key(fields: "id") { id: ID! body: String author: User @provides(fields: "username") product: Product }
type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
type Product @key(fields: "upc") { upc: String! reviews: [Review] }
`,
    resolvers: {
      Review: {
        __resolveReference: ({ id }: { id: string }) => REVIEWS.find((review) => review.id === id),
        author: ({ author }: { author: string }) => ({ id: author, username: user(author).username }),
        product: ({ upc }: { upc: string }) => ({ upc }),
      },
      User: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        reviews: ({ id }: { id: string }) => REVIEWS.filter(({ author }) => author === id),
      },
      Product: {
        __resolveReference: ({ upc }: { upc: string }) => ({ upc }),
        reviews: ({ upc }: { upc: string }) => REVIEWS.filter((review) => review.upc === upc),
      },
    },
  },
};

/** The query that goes with it. */
export const REVIEW_SHOP_QUERY = `
fragment User on User { id username name }
fragment Review on Review { id body }
fragment Product on Product { inStock name price shippingEstimate upc weight }
query TestQuery {
  users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } }
  topProducts { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } }
}`;
