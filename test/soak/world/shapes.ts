/**
 * The supergraphs of a soak: the same graph cut in four ways, so that each has other plans. A generation is one of them
 * with its number in every routing URL; see marks.ts.
 */
export const SUBGRAPH_NAMES = ['catalog', 'stock', 'people'] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

export interface Shape {
  readonly priceIn: SubgraphName;
  readonly productsIn: SubgraphName;
  /** `Product.badge` is there. */
  readonly hasBadge: boolean;
}

export const SHAPES: readonly Shape[] = [
  { priceIn: 'catalog', productsIn: 'catalog', hasBadge: false },
  { priceIn: 'stock', productsIn: 'catalog', hasBadge: true },
  { priceIn: 'catalog', productsIn: 'stock', hasBadge: false },
  { priceIn: 'stock', productsIn: 'stock', hasBadge: true },
];

export const shapeNumberOf = (generation: number): number => generation % SHAPES.length;

const PRODUCTS_FIELD = 'products(first: Int = 5): [Product!]';

/** In the form of Federation 1, as the subgraphs of the gateway's benchmark. */
export function subgraphSdl(name: SubgraphName, { priceIn, productsIn, hasBadge }: Shape): string {
  const price = priceIn === name ? 'price: Int' : '';
  const products = productsIn === name ? PRODUCTS_FIELD : '';
  switch (name) {
    case 'catalog':
      return `extend type Query {
  product(id: ID!): Product
  echo(text: String, number: Int): String
  ${products}
}
type Product @key(fields: "id") {
  id: ID!
  name: String
  code: String
  weight: Int
  maker: Person
  ${price}
  ${hasBadge ? 'badge: String' : ''}
}
extend type Person @key(fields: "id") {
  id: ID! @external
  made: [Product!]
}
`;
    case 'stock':
      return `${products && `extend type Query {\n  ${products}\n}\n`}type Mutation {
  reserve(token: String!, product: ID!): Reservation
}
type Reservation {
  token: String
  product: Product
  by: String
}
extend type Product @key(fields: "id") {
  id: ID! @external
  code: String @external
  weight: Int @external
  inStock: Boolean
  shipping: String @requires(fields: "code weight")
  ${price}
}
`;
    case 'people':
      return `extend type Query {
  me: Person
  person(id: ID!): Person
}
type Person @key(fields: "id") {
  id: ID!
  name: String!
  friends(first: Int = 2): [Person!]
}
`;
  }
}

/** The same graph as one schema. */
export const monolithSdl = ({ hasBadge }: Shape): string => `type Query {
  product(id: ID!): Product
  echo(text: String, number: Int): String
  ${PRODUCTS_FIELD}
  me: Person
  person(id: ID!): Person
}
type Mutation {
  reserve(token: String!, product: ID!): Reservation
}
type Reservation {
  token: String
  product: Product
  by: String
}
type Product {
  id: ID!
  name: String
  code: String
  weight: Int
  maker: Person
  price: Int
  inStock: Boolean
  shipping: String
  ${hasBadge ? 'badge: String' : ''}
}
type Person {
  id: ID!
  name: String!
  friends(first: Int = 2): [Person!]
  made: [Product!]
}
`;
