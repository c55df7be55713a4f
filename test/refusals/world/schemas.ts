const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n';

/** Of the healthy subgraph, made with the kit. */
export const CATALOG_SDL = `${LINK}
type Query { healthy: String! echo(text: String): String count(filter: Filter): Int! }
type Mutation { note(text: String!): String! }
input Filter { tags: [String!]! nested: Filter }
type Item @key(fields: "id") { id: ID! title: String! }
`;

/** Of the subgraph that misbehaves. */
export const FRAGILE_SDL = `${LINK}
type Query { item: Item items: [Item!] fragile: String node: Node }
type Mutation { fragileNote(text: String!): String }
interface Node { id: ID! parent: Node }
type Item implements Node @key(fields: "id") { id: ID! parent: Node weight: Int }
type Box implements Node { id: ID! parent: Node items: [Item!] }
`;
