import type { ErrorCode } from '@kontor/protocol';

/**
 * Every code of the composer's registry, each with the smallest subgraphs that provoke it and the places it must name.
 *
 *   at: 'subgraph line:column coordinate', with '~' in front when the place is derived
 */
export interface CodeCase {
  code: ErrorCode;
  /** What makes this case differ from others of the same code. */
  when?: string;
  subgraphs: Record<string, string>;
  limits?: { validationPathsMax: number };
  at: string[];
}

export const titleOf = ({ code, when }: CodeCase): string => code + (when ? `, when ${when}` : '');

/** Line 1 of a federation 2 subgraph. */
const fed = (...imports: string[]) => fedAt('2.9', ...imports);
const fedAt = (version: string, ...imports: string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v${version}", import: ${JSON.stringify(imports)})\n`;

export const CODE_CASES: readonly CodeCase[] = [
  { code: 'INVALID_GRAPHQL', subgraphs: { a: 'type Query {\n  a: Missing\n}' }, at: ['a 2:6 Query.a'] },
  {
    code: 'INVALID_GRAPHQL',
    when: 'it does not parse',
    subgraphs: { a: 'type Query {\n  a: }' },
    at: ['a 2:6'],
  },
  {
    code: 'INVALID_GRAPHQL',
    when: 'a type is defined twice',
    subgraphs: { a: 'type Query { a: A }\ntype A { a: Int }\ntype A { b: Int }' },
    at: ['~a 2:1 A', '~a 3:1 A'],
  },
  {
    code: 'INVALID_GRAPHQL',
    when: 'an interface is not implemented',
    subgraphs: { a: 'type Query { a: A }\ninterface I { i: Int }\ntype A implements I { a: Int }' },
    at: ['a 2:15 I.i', 'a 3:1 A'],
  },
  {
    code: 'INVALID_GRAPHQL',
    when: 'a directive is not imported',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A { a: Int @shareable }` },
    at: ['a 3:17 A.a'],
  },
  {
    code: 'DIRECTIVE_DEFINITION_INVALID',
    subgraphs: { a: `${fed()}type Query { a: Int }\ndirective @federation__key(nope: Int) on OBJECT` },
    at: ['~a 3:1 @federation__key', 'a 3:28 @federation__key(nope:)'],
  },
  {
    code: 'TYPE_DEFINITION_INVALID',
    subgraphs: { a: `${fed('@key')}type Query { a: Int }\nenum federation__FieldSet { A }` },
    at: ['a 3:1 federation__FieldSet'],
  },
  {
    code: 'UNKNOWN_FEDERATION_LINK_VERSION',
    subgraphs: { a: `${fedAt('2.99', '@key')}type Query { a: Int }` },
    at: ['a 1:15'],
  },
  {
    code: 'UNKNOWN_LINK_VERSION',
    subgraphs: { a: `extend schema @link(url: "https://specs.apollo.dev/link/v9.0")\ntype Query { a: Int }` },
    at: ['a 1:15'],
  },
  {
    code: 'INVALID_LINK_DIRECTIVE_USAGE',
    subgraphs: { a: `${fed('@nope')}type Query { a: Int }` },
    at: ['a 1:15'],
  },
  {
    code: 'INVALID_LINK_IDENTIFIER',
    subgraphs: { a: `${fed('@key')}extend schema @link(url: "https://example.com/")\ntype Query { a: Int }` },
    at: ['~a 2:15'],
  },
  {
    code: 'LINK_IMPORT_NAME_MISMATCH',
    subgraphs: {
      a: `${fed('@tag')}type Query { a: Int @tag(name: "x") }`,
      b: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@tag", as: "@label" }])\ntype Query { b: Int @label(name: "x") }`,
    },
    at: ['~a 1:15', '~b 1:15'],
  },
  { code: 'NO_QUERIES', subgraphs: { a: `${fed('@key')}type A @key(fields: "id") { id: ID! }` }, at: [] },
  {
    code: 'ROOT_QUERY_USED',
    subgraphs: { a: 'schema { query: Root }\ntype Root { q: Query }\ntype Query { a: Int }' },
    at: ['a 2:1 Root', 'a 3:1 Query'],
  },
  {
    code: 'ROOT_MUTATION_USED',
    subgraphs: {
      a: 'schema { query: Query mutation: Root }\ntype Root { m: Int }\ntype Query { a: Mutation }\ntype Mutation { a: Int }',
    },
    at: ['a 2:1 Root', 'a 4:1 Mutation'],
  },
  {
    code: 'ROOT_SUBSCRIPTION_USED',
    subgraphs: {
      a: 'schema { query: Query subscription: Root }\ntype Root { m: Int }\ntype Query { a: Subscription }\ntype Subscription { a: Int }',
    },
    at: ['a 2:1 Root', 'a 4:1 Subscription'],
  },
  {
    code: 'TYPE_KIND_MISMATCH',
    subgraphs: {
      a: `${fed()}type Query { a: A }\ntype A { id: ID }`,
      b: `${fed()}type Query { b: A }\ninterface A { id: ID }`,
    },
    at: ['a 3:1 A', 'b 3:1 A'],
  },
  {
    code: 'EXTENSION_WITH_NO_BASE',
    subgraphs: { a: 'type Query { a: Int }\nextend type A { id: ID }' },
    at: ['~a 2:1 A'],
  },
  {
    code: 'FIELD_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a: A }\ntype A @shareable { x: Int }`,
      b: `${fed('@shareable')}type Query { b: A }\ntype A @shareable { x: String }`,
    },
    at: ['a 3:21 A.x', 'b 3:21 A.x'],
  },
  {
    code: 'FIELD_ARGUMENT_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a(x: Int): Int @shareable }`,
      b: `${fed('@shareable')}type Query { a(x: String): Int @shareable }`,
    },
    at: ['a 2:16 Query.a(x:)', 'b 2:16 Query.a(x:)'],
  },
  {
    code: 'INPUT_FIELD_DEFAULT_MISMATCH',
    subgraphs: {
      a: `${fed()}type Query { a(i: I): Int }\ninput I { x: Int = 1 }`,
      b: `${fed()}type Query { b(i: I): Int }\ninput I { x: Int = 2 }`,
    },
    at: ['a 3:11 I.x', 'b 3:11 I.x'],
  },
  {
    code: 'FIELD_ARGUMENT_DEFAULT_MISMATCH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a(x: Int = 1): Int @shareable }`,
      b: `${fed('@shareable')}type Query { a(x: Int = 2): Int @shareable }`,
    },
    at: ['a 2:16 Query.a(x:)', 'b 2:16 Query.a(x:)'],
  },
  {
    code: 'REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a(x: Int!): Int @shareable }`,
      b: `${fed('@shareable')}type Query { a: Int @shareable }`,
    },
    at: ['a 2:16 Query.a(x:)'],
  },
  {
    code: 'REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH',
    subgraphs: {
      a: `${fed()}type Query { a(i: I): Int }\ninput I { x: Int! y: Int }`,
      b: `${fed()}type Query { b(i: I): Int }\ninput I { y: Int }`,
    },
    at: ['a 3:11 I.x'],
  },
  {
    code: 'EMPTY_MERGED_INPUT_TYPE',
    subgraphs: {
      a: `${fed()}type Query { a(i: I): Int }\ninput I { x: Int }`,
      b: `${fed()}type Query { b(i: I): Int }\ninput I { y: Int }`,
    },
    at: ['a 3:1 I', 'b 3:1 I'],
  },
  {
    code: 'ENUM_VALUE_MISMATCH',
    subgraphs: {
      a: `${fed()}type Query { a(e: E): E }\nenum E { X Y }`,
      b: `${fed()}type Query { b: E }\nenum E { X }`,
    },
    at: ['a 3:1 E', 'b 3:1 E', 'a 2:16 Query.a(e:)', 'a 2:14 Query.a'],
  },
  {
    code: 'EMPTY_MERGED_ENUM_TYPE',
    subgraphs: {
      a: `${fed()}type Query { a(e: E): Int }\nenum E { X }`,
      b: `${fed()}type Query { b(e: E): Int }\nenum E { Y }`,
    },
    at: ['a 3:1 E', 'b 3:1 E'],
  },
  {
    code: 'INTERFACE_FIELD_NO_IMPLEM',
    subgraphs: {
      a: `${fed('@key')}type Query { a: I }\ninterface I { id: ID! x: Int }\ntype A implements I @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key')}type Query { b: I }\ninterface I { id: ID! }\ntype B implements I @key(fields: "id") { id: ID! }`,
    },
    at: ['a 3:23 I.x', 'b 4:1 B'],
  },
  {
    code: 'INVALID_FIELD_SHARING',
    subgraphs: { a: `${fed()}type Query { a: Int }`, b: `${fed()}type Query { a: Int }` },
    at: ['a 2:14 Query.a', 'b 2:14 Query.a'],
  },
  {
    code: 'INVALID_SHAREABLE_USAGE',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a: I }\ninterface I { x: Int @shareable }\ntype A implements I { x: Int }`,
    },
    at: ['a 3:22 I.x', 'a 3:1 I'],
  },
  {
    code: 'SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a: U @shareable }\nunion U = A\ntype A { x: Int }`,
      b: `${fed('@shareable')}type Query { a: U @shareable }\nunion U = B\ntype B { x: Int }`,
    },
    at: ['~a 2:14 Query.a', '~b 2:14 Query.a'],
  },
  {
    code: 'SATISFIABILITY_ERROR',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! }`,
      b: `${fed('@key')}type A @key(fields: "sku") { sku: ID! name: String }`,
    },
    at: ['~b 2:8 A', '~a 3:1 A'],
  },
  {
    code: 'KEY_FIELDS_HAS_ARGS',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id(x: Int): ID! }` },
    at: ['a 3:8 A', 'a 3:29 A.id'],
  },
  {
    code: 'KEY_UNSUPPORTED_ON_INTERFACE',
    subgraphs: {
      a: `${fedAt('2.0', '@key')}type Query { a: I }\ninterface I @key(fields: "id") { id: ID! }\ntype A implements I @key(fields: "id") { id: ID! }`,
    },
    at: ['a 3:13 I'],
  },
  {
    code: 'KEY_INVALID_FIELDS_TYPE',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: id) { id: ID! }` },
    at: ['a 3:8 A'],
  },
  {
    code: 'KEY_INVALID_FIELDS',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "nope") { id: ID! }` },
    at: ['a 3:8 A', 'a 3:1 A'],
  },
  {
    code: 'KEY_FIELDS_SELECT_INVALID_TYPE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "u { __typename }") { u: U! }\nunion U = A`,
    },
    at: ['a 3:8 A'],
  },
  {
    code: 'KEY_DIRECTIVE_IN_FIELDS_ARG',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id @include(if: true)") { id: ID! }`,
    },
    at: ['a 3:8 A'],
  },
  {
    code: 'EXTERNAL_UNUSED',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external')}type A @key(fields: "id") { id: ID! x: Int @external y: Int }`,
    },
    at: ['b 2:37 A.x'],
  },
  {
    code: 'EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! b: B }\ntype B @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@provides')}type A @key(fields: "id") { id: ID! b: B @external @provides(fields: "x") }\ntype B @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: ['b 2:37 A.b'],
  },
  {
    code: 'TYPE_WITH_ONLY_UNUSED_EXTERNAL',
    subgraphs: {
      a: 'type Query { a: A }\ntype A { x: Int }',
      b: 'type Query { b: A }\nextend type A { x: Int @external }',
    },
    at: ['b 2:1 A'],
  },
  {
    code: 'EXTERNAL_MISSING_ON_BASE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: ['b 2:37 A.x'],
  },
  {
    code: 'EXTERNAL_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: String @external y: Int @requires(fields: "x") }`,
    },
    at: ['a 3:37 A.x', 'b 2:37 A.x'],
  },
  {
    code: 'EXTERNAL_ARGUMENT_MISSING',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int): Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: ['a 3:39 A.x(n:)'],
  },
  {
    code: 'EXTERNAL_ARGUMENT_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int): Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x(n: String): Int @external y: Int @requires(fields: "x") }`,
    },
    at: ['a 3:39 A.x(n:)', 'b 2:39 A.x(n:)'],
  },
  {
    code: 'EXTERNAL_ARGUMENT_DEFAULT_MISMATCH',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int = 1): Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x(n: Int = 2): Int @external y: Int @requires(fields: "x") }`,
    },
    at: ['a 3:39 A.x(n:)', 'b 2:39 A.x(n:)'],
  },
  {
    code: 'EXTERNAL_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@external')}type Query { a: I }\ninterface I { x: Int @external }\ntype A implements I { x: Int }`,
    },
    at: ['a 3:15 I.x'],
  },
  {
    code: 'MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@requires', '@tag')}type A @key(fields: "id") { id: ID! x: Int @external @tag(name: "t") y: Int @requires(fields: "x") }`,
    },
    at: ['b 2:54 A.x'],
  },
  {
    code: 'PROVIDES_FIELDS_HAS_ARGS',
    subgraphs: {
      a: `${fed('@key', '@external', '@provides')}type Query { a: A @provides(fields: "x") }\ntype A @key(fields: "id") { id: ID! x(n: Int): Int @external }`,
    },
    at: ['a 2:19 Query.a', 'a 3:37 A.x'],
  },
  {
    code: 'PROVIDES_FIELDS_MISSING_EXTERNAL',
    subgraphs: {
      a: `${fed('@key', '@provides')}type Query { a: A @provides(fields: "x") }\ntype A @key(fields: "id") { id: ID! x: Int }`,
    },
    at: ['a 2:19 Query.a', 'a 3:37 A.x'],
  },
  {
    code: 'PROVIDES_UNSUPPORTED_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@key', '@provides', '@external')}type Query { a: I }\ninterface I { b: B @provides(fields: "x") }\ntype A implements I { b: B }\ntype B @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: ['a 3:20 I.b', 'a 5:1 B'],
  },
  {
    code: 'PROVIDES_ON_NON_OBJECT_FIELD',
    subgraphs: { a: `${fed('@provides')}type Query { a: Int @provides(fields: "x") }` },
    at: ['a 2:14 Query.a'],
  },
  {
    code: 'PROVIDES_INVALID_FIELDS_TYPE',
    subgraphs: {
      a: `${fed('@key', '@provides', '@external')}type Query { a: A @provides(fields: x) }\ntype A @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: ['a 2:19 Query.a'],
  },
  {
    code: 'PROVIDES_INVALID_FIELDS',
    subgraphs: {
      a: `${fed('@key', '@provides')}type Query { a: A @provides(fields: "nope") }\ntype A @key(fields: "id") { id: ID! }`,
    },
    at: ['a 2:19 Query.a', 'a 3:1 A'],
  },
  {
    code: 'PROVIDES_DIRECTIVE_IN_FIELDS_ARG',
    subgraphs: {
      a: `${fed('@key', '@provides', '@external')}type Query { a: A @provides(fields: "x @skip(if: false)") }\ntype A @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: ['a 2:19 Query.a'],
  },
  {
    code: 'REQUIRES_FIELDS_MISSING_EXTERNAL',
    subgraphs: {
      a: `${fed('@key', '@requires')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int y: Int @requires(fields: "x") }`,
    },
    at: ['a 3:51 A.y', 'a 3:37 A.x'],
  },
  {
    code: 'REQUIRES_UNSUPPORTED_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@key', '@requires', '@external')}type Query { a: I }\ninterface I { x: Int y: Int @requires(fields: "x") }\ntype A implements I @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: ['a 3:29 I.y', 'a 3:1 I'],
  },
  {
    code: 'REQUIRES_INVALID_FIELDS_TYPE',
    subgraphs: {
      a: `${fed('@key', '@requires', '@external')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: x) }`,
    },
    at: ['a 3:61 A.y'],
  },
  {
    code: 'REQUIRES_INVALID_FIELDS',
    subgraphs: {
      a: `${fed('@key', '@requires')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! y: Int @requires(fields: "nope") }`,
    },
    at: ['a 3:44 A.y', 'a 3:1 A'],
  },
  {
    code: 'REQUIRES_DIRECTIVE_IN_FIELDS_ARG',
    subgraphs: {
      a: `${fed('@key', '@requires', '@external')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x @skip(if: false)") }`,
    },
    at: ['a 3:61 A.y'],
  },
  {
    code: 'OVERRIDE_FROM_SELF_ERROR',
    subgraphs: { a: `${fed('@override')}type Query { a: Int @override(from: "a") }` },
    at: ['a 2:21 Query.a'],
  },
  {
    code: 'OVERRIDE_SOURCE_HAS_OVERRIDE',
    subgraphs: {
      a: `${fed('@override')}type Query { a: Int @override(from: "b") }`,
      b: `${fed('@override')}type Query { a: Int @override(from: "a") }`,
    },
    at: ['a 2:21 Query.a', 'b 2:21 Query.a', 'b 2:21 Query.a', 'a 2:21 Query.a'],
  },
  {
    code: 'OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
      c: `${fed('@key', '@override')}type A @key(fields: "id") { id: ID! y: Int @override(from: "b") }`,
    },
    at: ['c 2:44 A.y'],
  },
  {
    code: 'OVERRIDE_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@override')}type Query { a: I }\ninterface I { x: Int @override(from: "b") }\ntype A implements I { x: Int }`,
      b: `${fed()}type Query { b: Int }`,
    },
    at: ['a 3:22 I.x'],
  },
  {
    code: 'OVERRIDE_LABEL_INVALID',
    subgraphs: {
      a: `${fed('@override')}type Query { a: Int @override(from: "b", label: "1 2") }`,
      b: `${fed()}type Query { a: Int b: Int }`,
    },
    at: ['a 2:21 Query.a'],
  },
  {
    code: 'INTERFACE_OBJECT_USAGE_ERROR',
    subgraphs: { a: `${fed('@interfaceObject')}type Query { a: I }\ntype I @interfaceObject { x: Int }` },
    at: ['a 3:1 I'],
  },
  {
    code: 'INTERFACE_KEY_NOT_ON_IMPLEMENTATION',
    subgraphs: {
      a: `${fed('@key')}type Query { a: I }\ninterface I @key(fields: "id") { id: ID! }\ntype A implements I { id: ID! }`,
    },
    at: ['a 4:1 A'],
  },
  {
    code: 'INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: I }\ninterface I @key(fields: "id") { id: ID! }\ntype A implements I @key(fields: "id") { id: ID! }`,
      b: `${fed('@key')}type Query { b: I }\ninterface I { id: ID! }\ntype B implements I @key(fields: "id") { id: ID! }`,
    },
    at: ['a 3:13 I'],
  },
  {
    code: 'REFERENCED_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a: A }\ntype A @inaccessible { x: Int }` },
    at: ['a 3:1 A', 'a 2:14 Query.a'],
  },
  {
    code: 'DEFAULT_VALUE_USES_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a(e: E = Y): Int }\nenum E { X Y @inaccessible }` },
    at: ['a 2:16 Query.a(e:)'],
  },
  {
    code: 'QUERY_ROOT_TYPE_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query @inaccessible { a: Int }` },
    at: ['a 2:1 Query'],
  },
  {
    code: 'REQUIRED_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a(x: Int! @inaccessible): Int }` },
    at: ['a 2:16 Query.a(x:)'],
  },
  {
    code: 'IMPLEMENTED_BY_INACCESSIBLE',
    subgraphs: {
      a: `${fed('@inaccessible')}type Query { a: I }\ninterface I { x: Int }\ntype A implements I { x: Int @inaccessible y: Int }`,
    },
    at: ['a 4:23 A.x', 'a 3:15 I.x'],
  },
  {
    code: 'DISALLOWED_INACCESSIBLE',
    subgraphs: {
      a: `${fed('@inaccessible', '@composeDirective')}extend schema @link(url: "https://example.com/d/v1.0", import: ["@d"]) @composeDirective(name: "@d")\ntype Query { a: Int @d }\ndirective @d(x: Int @inaccessible) on FIELD_DEFINITION`,
    },
    at: ['a 4:14 @d(x:)', 'a 4:1 @d'],
  },
  {
    code: 'ONLY_INACCESSIBLE_CHILDREN',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a: A }\ntype A { x: Int @inaccessible }` },
    at: ['a 3:10 A.x', 'a 3:1 A'],
  },
  {
    code: 'DIRECTIVE_COMPOSITION_ERROR',
    subgraphs: {
      a: `${fed('@composeDirective')}extend schema @composeDirective(name: "@d")\ntype Query { a: Int @d }\ndirective @d on FIELD_DEFINITION`,
    },
    at: ['a 2:15'],
  },
  {
    code: 'CONTEXT_NOT_SET',
    subgraphs: {
      a: `${fed('@key', '@fromContext')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "$c { y }")): Int }`,
    },
    at: ['a 3:46 A.x(n:)'],
  },
  {
    code: 'CONTEXT_INVALID_SELECTION',
    subgraphs: {
      a: `${fed('@key', '@context', '@fromContext')}type Query @context(name: "c") { y: Int a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "$c { z }")): Int }`,
    },
    at: ['a 3:39 A.x(n:)'],
  },
  {
    code: 'NO_CONTEXT_IN_SELECTION',
    subgraphs: {
      a: `${fed('@key', '@context', '@fromContext')}type Query @context(name: "c") { y: Int a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "{ y }")): Int }`,
    },
    at: ['a 3:46 A.x(n:)'],
  },
  {
    code: 'CONTEXT_NO_RESOLVABLE_KEY',
    subgraphs: {
      a: `${fed('@context', '@fromContext')}type Query @context(name: "c") { y: Int a: A }\ntype A { x(n: Int @fromContext(field: "$c { y }")): Int }`,
    },
    at: ['a 3:1 A'],
  },
  {
    code: 'CONTEXT_NAME_INVALID',
    subgraphs: { a: `${fed('@context')}type Query @context(name: "a_b") { y: Int }` },
    at: ['a 2:12 Query'],
  },
  {
    code: 'CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS',
    subgraphs: {
      a: `${fed('@key', '@context', '@fromContext', '@shareable')}type Query @context(name: "c") { y: Int a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "$c { y }")): Int @shareable }`,
      b: `${fed('@key', '@shareable')}type Query { b: A }\ntype A @key(fields: "id") { id: ID! x(n: Int!): Int @shareable }`,
    },
    at: ['b 3:39 A.x(n:)'],
  },
  {
    code: 'COST_APPLIED_TO_INTERFACE_FIELD',
    subgraphs: {
      a: `${fed('@cost')}type Query { a: I }\ninterface I { x: Int @cost(weight: 3) }\ntype A implements I { x: Int }`,
    },
    at: ['a 3:22 I.x', 'a 3:15 I.x'],
  },
  {
    code: 'LIST_SIZE_APPLIED_TO_NON_LIST',
    subgraphs: { a: `${fed('@listSize')}type Query { a: Int @listSize(assumedSize: 3) }` },
    at: ['a 2:21 Query.a', 'a 2:14 Query.a'],
  },
  {
    code: 'LIST_SIZE_INVALID_ASSUMED_SIZE',
    subgraphs: { a: `${fed('@listSize')}type Query { a: [Int] @listSize(assumedSize: -1) }` },
    at: ['a 2:23 Query.a', 'a 2:14 Query.a'],
  },
  {
    code: 'LIST_SIZE_INVALID_SLICING_ARGUMENT',
    subgraphs: { a: `${fed('@listSize')}type Query { a: [Int] @listSize(slicingArguments: ["first"]) }` },
    at: ['a 2:23 Query.a', 'a 2:14 Query.a'],
  },
  {
    code: 'LIST_SIZE_INVALID_SIZED_FIELD',
    subgraphs: {
      a: `${fed('@listSize')}type Query { a: A @listSize(assumedSize: 3, sizedFields: ["nope"]) }\ntype A { x: [Int] }`,
    },
    at: ['a 2:19 Query.a', 'a 2:14 Query.a'],
  },
  {
    code: 'AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@authenticated')}type Query { a: I }\ninterface I @authenticated { x: Int }\ntype A implements I { x: Int }`,
    },
    at: ['a 3:13 I'],
  },
  {
    code: 'MISSING_TRANSITIVE_AUTH_REQUIREMENTS',
    subgraphs: {
      a: `${fed('@key', '@authenticated')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int @authenticated }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: ['~b 2:54 A.y'],
  },
  { code: 'INVALID_SUBGRAPH_NAME', subgraphs: { _: 'type Query { a: Int }' }, at: ['_ ?:?'] },
  {
    code: 'MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED',
    limits: { validationPathsMax: 1 },
    subgraphs: {
      a: `${fed('@shareable')}type Query { a: A @shareable }\ntype A @shareable { x: Int }`,
      b: `${fed('@shareable')}type Query { a: A @shareable }\ntype A @shareable { x: Int }`,
    },
    at: [],
  },
];
