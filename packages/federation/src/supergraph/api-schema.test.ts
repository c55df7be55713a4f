import { describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { buildSchema, lexicographicSortSchema, parse, printSchema, type GraphQLSchema } from 'graphql';
import { apiSchemaOf } from './api-schema.js';

const fed = (...imports: string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(imports)})\n`;

/** One entry per way in which the composer hides something or keeps it. */
const SCHEMAS: Record<string, string> = {
  'names, descriptions and deprecations': `${fed('@key')}"Root."
type Query { "A field." a("An argument." x: Int = 3, l: [Int!]! = [1]): A old: Int @deprecated(reason: "Use a.") }
"A type." type A @key(fields: "id") { id: ID! u: U }
union U = A | B
"B" type B { e(i: I = { x: 1 }): E }
enum E { "One." ONE TWO @deprecated }
input I { x: Int! y: String = "s" }
scalar Url @specifiedBy(url: "https://example.com/url")
interface N { n: Url }
type M implements N { n: Url m: N }
extend type Query { m: M }`,
  'hidden types, fields, arguments, values, members and interfaces': `${fed('@inaccessible')}type Query { a(x: Int @inaccessible, y: Int): A h: Int @inaccessible s: Hidden @inaccessible u: U }
type A implements HiddenInterface & Shown { n: Int }
interface HiddenInterface @inaccessible { n: Int }
interface Shown { n: Int }
type Hidden @inaccessible { x: Int }
union U = A | Hidden
enum E { X Y @inaccessible }
input I { x: Int y: Int @inaccessible }
extend type Query { e(e: E, i: I): Int }`,
  'hiding under an imported name': `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@inaccessible", as: "@private" }])
type Query { a: Int b: Int @private }`,
  'composed and executable directives': `${fed('@composeDirective', '@tag')}extend schema @link(url: "https://example.com/d/v1.0", import: ["@d"]) @composeDirective(name: "@d")
directive @d on FIELD_DEFINITION
directive @mask(with: String = "*") on FIELD
type Query { a: Int @d @tag(name: "t") }`,
  'renamed roots': `${fed()}schema { query: Q mutation: M }
type Q { a: Int }
type M { m: Int }`,
};

const print = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

describe('apiSchemaOf', () => {
  it.each(Object.entries(SCHEMAS))('sees what the composer lets clients see: %s', (_what, sdl) => {
    const result = composeServices([{ name: 'a', url: 'http://a.test/', typeDefs: parse(sdl) }]);
    if (!result.schema || !result.supergraphSdl) throw new Error(result.errors?.join('\n'));
    const theirs = buildSchema(printSchema(result.schema.toAPISchema().toGraphQLJSSchema()));
    expect(print(apiSchemaOf(parse(result.supergraphSdl)))).toBe(print(theirs));
  });
});
