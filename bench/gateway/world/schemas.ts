/** The subgraphs' schemas, in the form of Federation 1, which every gateway of this field reads. */
export const SUBGRAPH_NAMES = ['accounts', 'inventory', 'products', 'reviews'] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

export const SUBGRAPH_SDL: Readonly<Record<SubgraphName, string>> = {
  accounts: `extend type Query {
  me: User
  user(id: ID!): User
  users: [User]
}

type User @key(fields: "id") {
  id: ID!
  name: String
  username: String
  birthday: Int
}
`,
  inventory: `extend type Product @key(fields: "upc") {
  upc: String! @external
  weight: Int @external
  price: Int @external
  inStock: Boolean
  shippingEstimate: Int @requires(fields: "price weight")
}
`,
  products: `extend type Query {
  topProducts(first: Int = 5): [Product]
  catalogue(first: Int = 1000): [Product]
}

type Product @key(fields: "upc") {
  upc: String!
  name: String
  price: Int
  weight: Int
}
`,
  reviews: `type Review @key(fields: "id") {
  id: ID!
  body: String
  author: User @provides(fields: "username")
  product: Product
}

extend type User @key(fields: "id") {
  id: ID! @external
  username: String @external
  reviews: [Review]
}

extend type Product @key(fields: "upc") {
  upc: String! @external
  reviews: [Review]
}
`,
};

/** The same graph as one schema. */
export const MONOLITH_SDL = `type Query {
  me: User
  user(id: ID!): User
  users: [User]
  topProducts(first: Int = 5): [Product]
  catalogue(first: Int = 1000): [Product]
}

type User {
  id: ID!
  name: String
  username: String
  birthday: Int
  reviews: [Review]
}

type Product {
  upc: String!
  name: String
  price: Int
  weight: Int
  inStock: Boolean
  shippingEstimate: Int
  reviews: [Review]
}

type Review {
  id: ID!
  body: String
  author: User
  product: Product
}
`;
