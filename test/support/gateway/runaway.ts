import { composeOf } from './shop.js';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject", "@shareable"])\n';

const FIELDS = Array.from({ length: 150 }, (_, i) => `f${i}`).join(' ');

/**
 * A supergraph on which the query planner runs away: lists on interface objects, and fields of concrete types that several
 * other subgraphs know. Each nesting multiplies the ways to resolve each field.
 */
export function runawaySupergraph(urlOf: (subgraph: string) => string): string {
  const concrete = (name: string): string =>
    `type ${name} implements Node @key(fields: "id") @shareable { id: ID! ${FIELDS.replaceAll(/\b(f\d+)/g, '$1: String')} }`;
  const subgraph = (name: string, sdl: string) => ({ name, url: urlOf(name), sdl: LINK + sdl });
  const people = (name: string) =>
    subgraph(
      name,
      `type Query { ${name}: [Node!]! }
      interface Node @key(fields: "id") { id: ID! }
      ${concrete('User')} ${concrete('Admin')}`,
    );
  const friends = (name: string) =>
    subgraph(
      name,
      `type Query { ${name}: [Node!]! }
      type Node @key(fields: "id") @interfaceObject { id: ID! friends: [Node!]! @shareable }`,
    );
  return composeOf([people('people1'), people('people2'), friends('friends1'), friends('friends2')]);
}

/** Under two kilobytes. Depth 1 is planned in a moment, depth 3 takes many seconds and a gigabyte. */
export function runawayDocument(depth: number): string {
  const nested = (left: number): string =>
    left === 0
      ? 'id'
      : `friends { ...U ...A ... on User { ${nested(left - 1)} } ... on Admin { ${nested(left - 1)} } }`;
  return `{ friends1 { ${nested(depth)} } } fragment U on User { ${FIELDS} } fragment A on Admin { ${FIELDS} }`;
}
