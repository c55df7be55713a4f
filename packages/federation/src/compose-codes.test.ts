import { describe, expect, it } from '@jest/globals';
import { ERRORS } from '@apollo/federation-internals';
import { ERROR_CODES, type ErrorCode } from '@kontor/protocol';
import { compose } from './compose.js';
import type { SchemaLocation } from './problem.js';

/**
 * Every code of the composer's registry, each with the smallest subgraphs that provoke it and the places it must name.
 *
 *   at: 'subgraph line:column coordinate', with '~' in front when the place is derived
 */
interface Case {
  code: ErrorCode;
  /** What makes this case differ from others of the same code. */
  when?: string;
  subgraphs: Record<string, string>;
  at: string[];
}

/** Line 1 of a federation 2 subgraph. */
const fed = (...imports: string[]) => fedAt('2.9', ...imports);
const fedAt = (version: string, ...imports: string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v${version}", import: ${JSON.stringify(imports)})\n`;

const CASES: Case[] = [
  { code: 'INVALID_GRAPHQL', subgraphs: { a: 'type Query {\n  a: Missing\n}' }, at: [] },
  { code: 'INVALID_GRAPHQL', when: 'it does not parse', subgraphs: { a: 'type Query {\n  a: }' }, at: [] },
  {
    code: 'INVALID_GRAPHQL',
    when: 'a type is defined twice',
    subgraphs: { a: 'type Query { a: A }\ntype A { a: Int }\ntype A { b: Int }' },
    at: [],
  },
  {
    code: 'INVALID_GRAPHQL',
    when: 'an interface is not implemented',
    subgraphs: { a: 'type Query { a: A }\ninterface I { i: Int }\ntype A implements I { a: Int }' },
    at: [],
  },
  {
    code: 'INVALID_GRAPHQL',
    when: 'a directive is not imported',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A { a: Int @shareable }` },
    at: [],
  },
  {
    code: 'DIRECTIVE_DEFINITION_INVALID',
    subgraphs: { a: `${fed()}type Query { a: Int }\ndirective @federation__key(nope: Int) on OBJECT` },
    at: [],
  },
  {
    code: 'TYPE_DEFINITION_INVALID',
    subgraphs: { a: `${fed('@key')}type Query { a: Int }\nenum federation__FieldSet { A }` },
    at: [],
  },
  {
    code: 'UNKNOWN_FEDERATION_LINK_VERSION',
    subgraphs: { a: `${fedAt('2.99', '@key')}type Query { a: Int }` },
    at: [],
  },
  {
    code: 'UNKNOWN_LINK_VERSION',
    subgraphs: { a: `extend schema @link(url: "https://specs.apollo.dev/link/v9.0")\ntype Query { a: Int }` },
    at: [],
  },
  { code: 'INVALID_LINK_DIRECTIVE_USAGE', subgraphs: { a: `${fed('@nope')}type Query { a: Int }` }, at: [] },
  {
    code: 'INVALID_LINK_IDENTIFIER',
    subgraphs: { a: `${fed('@key')}extend schema @link(url: "https://example.com/")\ntype Query { a: Int }` },
    at: [],
  },
  {
    code: 'LINK_IMPORT_NAME_MISMATCH',
    subgraphs: {
      a: `${fed('@tag')}type Query { a: Int @tag(name: "x") }`,
      b: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@tag", as: "@label" }])\ntype Query { b: Int @label(name: "x") }`,
    },
    at: [],
  },
  { code: 'NO_QUERIES', subgraphs: { a: `${fed('@key')}type A @key(fields: "id") { id: ID! }` }, at: [] },
  {
    code: 'ROOT_QUERY_USED',
    subgraphs: { a: 'schema { query: Root }\ntype Root { q: Query }\ntype Query { a: Int }' },
    at: [],
  },
  {
    code: 'ROOT_MUTATION_USED',
    subgraphs: {
      a: 'schema { query: Query mutation: Root }\ntype Root { m: Int }\ntype Query { a: Mutation }\ntype Mutation { a: Int }',
    },
    at: [],
  },
  {
    code: 'ROOT_SUBSCRIPTION_USED',
    subgraphs: {
      a: 'schema { query: Query subscription: Root }\ntype Root { m: Int }\ntype Query { a: Subscription }\ntype Subscription { a: Int }',
    },
    at: [],
  },
  {
    code: 'TYPE_KIND_MISMATCH',
    subgraphs: {
      a: `${fed()}type Query { a: A }\ntype A { id: ID }`,
      b: `${fed()}type Query { b: A }\ninterface A { id: ID }`,
    },
    at: [],
  },
  {
    code: 'EXTENSION_WITH_NO_BASE',
    subgraphs: { a: 'type Query { a: Int }\nextend type A { id: ID }' },
    at: [],
  },
  {
    code: 'FIELD_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a: A }\ntype A @shareable { x: Int }`,
      b: `${fed('@shareable')}type Query { b: A }\ntype A @shareable { x: String }`,
    },
    at: [],
  },
  {
    code: 'FIELD_ARGUMENT_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a(x: Int): Int @shareable }`,
      b: `${fed('@shareable')}type Query { a(x: String): Int @shareable }`,
    },
    at: [],
  },
  {
    code: 'INPUT_FIELD_DEFAULT_MISMATCH',
    subgraphs: {
      a: `${fed()}type Query { a(i: I): Int }\ninput I { x: Int = 1 }`,
      b: `${fed()}type Query { b(i: I): Int }\ninput I { x: Int = 2 }`,
    },
    at: [],
  },
  {
    code: 'FIELD_ARGUMENT_DEFAULT_MISMATCH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a(x: Int = 1): Int @shareable }`,
      b: `${fed('@shareable')}type Query { a(x: Int = 2): Int @shareable }`,
    },
    at: [],
  },
  {
    code: 'REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a(x: Int!): Int @shareable }`,
      b: `${fed('@shareable')}type Query { a: Int @shareable }`,
    },
    at: [],
  },
  {
    code: 'REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH',
    subgraphs: {
      a: `${fed()}type Query { a(i: I): Int }\ninput I { x: Int! y: Int }`,
      b: `${fed()}type Query { b(i: I): Int }\ninput I { y: Int }`,
    },
    at: [],
  },
  {
    code: 'EMPTY_MERGED_INPUT_TYPE',
    subgraphs: {
      a: `${fed()}type Query { a(i: I): Int }\ninput I { x: Int }`,
      b: `${fed()}type Query { b(i: I): Int }\ninput I { y: Int }`,
    },
    at: [],
  },
  {
    code: 'ENUM_VALUE_MISMATCH',
    subgraphs: {
      a: `${fed()}type Query { a(e: E): E }\nenum E { X Y }`,
      b: `${fed()}type Query { b: E }\nenum E { X }`,
    },
    at: [],
  },
  {
    code: 'EMPTY_MERGED_ENUM_TYPE',
    subgraphs: {
      a: `${fed()}type Query { a(e: E): Int }\nenum E { X }`,
      b: `${fed()}type Query { b(e: E): Int }\nenum E { Y }`,
    },
    at: [],
  },
  {
    code: 'INTERFACE_FIELD_NO_IMPLEM',
    subgraphs: {
      a: `${fed('@key')}type Query { a: I }\ninterface I { id: ID! x: Int }\ntype A implements I @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key')}type Query { b: I }\ninterface I { id: ID! }\ntype B implements I @key(fields: "id") { id: ID! }`,
    },
    at: [],
  },
  {
    code: 'INVALID_FIELD_SHARING',
    subgraphs: { a: `${fed()}type Query { a: Int }`, b: `${fed()}type Query { a: Int }` },
    at: [],
  },
  {
    code: 'INVALID_SHAREABLE_USAGE',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a: I }\ninterface I { x: Int @shareable }\ntype A implements I { x: Int }`,
    },
    at: [],
  },
  {
    code: 'SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES',
    subgraphs: {
      a: `${fed('@shareable')}type Query { a: U @shareable }\nunion U = A\ntype A { x: Int }`,
      b: `${fed('@shareable')}type Query { a: U @shareable }\nunion U = B\ntype B { x: Int }`,
    },
    at: [],
  },
  {
    code: 'SATISFIABILITY_ERROR',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! }`,
      b: `${fed('@key')}type A @key(fields: "sku") { sku: ID! name: String }`,
    },
    at: [],
  },
  {
    code: 'KEY_FIELDS_HAS_ARGS',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id(x: Int): ID! }` },
    at: [],
  },
  {
    code: 'KEY_UNSUPPORTED_ON_INTERFACE',
    subgraphs: {
      a: `${fedAt('2.0', '@key')}type Query { a: I }\ninterface I @key(fields: "id") { id: ID! }\ntype A implements I @key(fields: "id") { id: ID! }`,
    },
    at: [],
  },
  {
    code: 'KEY_INVALID_FIELDS_TYPE',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: id) { id: ID! }` },
    at: [],
  },
  {
    code: 'KEY_INVALID_FIELDS',
    subgraphs: { a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "nope") { id: ID! }` },
    at: [],
  },
  {
    code: 'KEY_FIELDS_SELECT_INVALID_TYPE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "u { __typename }") { u: U! }\nunion U = A`,
    },
    at: [],
  },
  {
    code: 'KEY_DIRECTIVE_IN_FIELDS_ARG',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id @include(if: true)") { id: ID! }`,
    },
    at: [],
  },
  {
    code: 'EXTERNAL_UNUSED',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external')}type A @key(fields: "id") { id: ID! x: Int @external y: Int }`,
    },
    at: [],
  },
  {
    code: 'EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! b: B }\ntype B @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@provides')}type A @key(fields: "id") { id: ID! b: B @external @provides(fields: "x") }\ntype B @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: [],
  },
  {
    code: 'TYPE_WITH_ONLY_UNUSED_EXTERNAL',
    subgraphs: {
      a: 'type Query { a: A }\ntype A { x: Int }',
      b: 'type Query { b: A }\nextend type A { x: Int @external }',
    },
    at: [],
  },
  {
    code: 'EXTERNAL_MISSING_ON_BASE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'EXTERNAL_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: String @external y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'EXTERNAL_ARGUMENT_MISSING',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int): Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'EXTERNAL_ARGUMENT_TYPE_MISMATCH',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int): Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x(n: String): Int @external y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'EXTERNAL_ARGUMENT_DEFAULT_MISMATCH',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int = 1): Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x(n: Int = 2): Int @external y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'EXTERNAL_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@external')}type Query { a: I }\ninterface I { x: Int @external }\ntype A implements I { x: Int }`,
    },
    at: [],
  },
  {
    code: 'MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@requires', '@tag')}type A @key(fields: "id") { id: ID! x: Int @external @tag(name: "t") y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'PROVIDES_FIELDS_HAS_ARGS',
    subgraphs: {
      a: `${fed('@key', '@external', '@provides')}type Query { a: A @provides(fields: "x") }\ntype A @key(fields: "id") { id: ID! x(n: Int): Int @external }`,
    },
    at: [],
  },
  {
    code: 'PROVIDES_FIELDS_MISSING_EXTERNAL',
    subgraphs: {
      a: `${fed('@key', '@provides')}type Query { a: A @provides(fields: "x") }\ntype A @key(fields: "id") { id: ID! x: Int }`,
    },
    at: [],
  },
  {
    code: 'PROVIDES_UNSUPPORTED_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@key', '@provides', '@external')}type Query { a: I }\ninterface I { b: B @provides(fields: "x") }\ntype A implements I { b: B }\ntype B @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: [],
  },
  {
    code: 'PROVIDES_ON_NON_OBJECT_FIELD',
    subgraphs: { a: `${fed('@provides')}type Query { a: Int @provides(fields: "x") }` },
    at: [],
  },
  {
    code: 'PROVIDES_INVALID_FIELDS_TYPE',
    subgraphs: {
      a: `${fed('@key', '@provides', '@external')}type Query { a: A @provides(fields: x) }\ntype A @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: [],
  },
  {
    code: 'PROVIDES_INVALID_FIELDS',
    subgraphs: {
      a: `${fed('@key', '@provides')}type Query { a: A @provides(fields: "nope") }\ntype A @key(fields: "id") { id: ID! }`,
    },
    at: [],
  },
  {
    code: 'PROVIDES_DIRECTIVE_IN_FIELDS_ARG',
    subgraphs: {
      a: `${fed('@key', '@provides', '@external')}type Query { a: A @provides(fields: "x @skip(if: false)") }\ntype A @key(fields: "id") { id: ID! x: Int @external }`,
    },
    at: [],
  },
  {
    code: 'REQUIRES_FIELDS_MISSING_EXTERNAL',
    subgraphs: {
      a: `${fed('@key', '@requires')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'REQUIRES_UNSUPPORTED_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@key', '@requires', '@external')}type Query { a: I }\ninterface I { x: Int y: Int @requires(fields: "x") }\ntype A implements I @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  {
    code: 'REQUIRES_INVALID_FIELDS_TYPE',
    subgraphs: {
      a: `${fed('@key', '@requires', '@external')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: x) }`,
    },
    at: [],
  },
  {
    code: 'REQUIRES_INVALID_FIELDS',
    subgraphs: {
      a: `${fed('@key', '@requires')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! y: Int @requires(fields: "nope") }`,
    },
    at: [],
  },
  {
    code: 'REQUIRES_DIRECTIVE_IN_FIELDS_ARG',
    subgraphs: {
      a: `${fed('@key', '@requires', '@external')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x @skip(if: false)") }`,
    },
    at: [],
  },
  {
    code: 'OVERRIDE_FROM_SELF_ERROR',
    subgraphs: { a: `${fed('@override')}type Query { a: Int @override(from: "a") }` },
    at: [],
  },
  {
    code: 'OVERRIDE_SOURCE_HAS_OVERRIDE',
    subgraphs: {
      a: `${fed('@override')}type Query { a: Int @override(from: "b") }`,
      b: `${fed('@override')}type Query { a: Int @override(from: "a") }`,
    },
    at: [],
  },
  {
    code: 'OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
      c: `${fed('@key', '@override')}type A @key(fields: "id") { id: ID! y: Int @override(from: "b") }`,
    },
    at: [],
  },
  {
    code: 'OVERRIDE_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@override')}type Query { a: I }\ninterface I { x: Int @override(from: "b") }\ntype A implements I { x: Int }`,
      b: `${fed()}type Query { b: Int }`,
    },
    at: [],
  },
  {
    code: 'OVERRIDE_LABEL_INVALID',
    subgraphs: {
      a: `${fed('@override')}type Query { a: Int @override(from: "b", label: "1 2") }`,
      b: `${fed()}type Query { a: Int b: Int }`,
    },
    at: [],
  },
  {
    code: 'INTERFACE_OBJECT_USAGE_ERROR',
    subgraphs: { a: `${fed('@interfaceObject')}type Query { a: I }\ntype I @interfaceObject { x: Int }` },
    at: [],
  },
  {
    code: 'INTERFACE_KEY_NOT_ON_IMPLEMENTATION',
    subgraphs: {
      a: `${fed('@key')}type Query { a: I }\ninterface I @key(fields: "id") { id: ID! }\ntype A implements I { id: ID! }`,
    },
    at: [],
  },
  {
    code: 'INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE',
    subgraphs: {
      a: `${fed('@key')}type Query { a: I }\ninterface I @key(fields: "id") { id: ID! }\ntype A implements I @key(fields: "id") { id: ID! }`,
      b: `${fed('@key')}type Query { b: I }\ninterface I { id: ID! }\ntype B implements I @key(fields: "id") { id: ID! }`,
    },
    at: [],
  },
  {
    code: 'REFERENCED_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a: A }\ntype A @inaccessible { x: Int }` },
    at: [],
  },
  {
    code: 'DEFAULT_VALUE_USES_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a(e: E = Y): Int }\nenum E { X Y @inaccessible }` },
    at: [],
  },
  {
    code: 'QUERY_ROOT_TYPE_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query @inaccessible { a: Int }` },
    at: [],
  },
  {
    code: 'REQUIRED_INACCESSIBLE',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a(x: Int! @inaccessible): Int }` },
    at: [],
  },
  {
    code: 'IMPLEMENTED_BY_INACCESSIBLE',
    subgraphs: {
      a: `${fed('@inaccessible')}type Query { a: I }\ninterface I { x: Int }\ntype A implements I { x: Int @inaccessible y: Int }`,
    },
    at: [],
  },
  {
    code: 'DISALLOWED_INACCESSIBLE',
    subgraphs: {
      a: `${fed('@inaccessible', '@composeDirective')}extend schema @link(url: "https://example.com/d/v1.0", import: ["@d"]) @composeDirective(name: "@d")\ntype Query { a: Int @d }\ndirective @d(x: Int @inaccessible) on FIELD_DEFINITION`,
    },
    at: [],
  },
  {
    code: 'ONLY_INACCESSIBLE_CHILDREN',
    subgraphs: { a: `${fed('@inaccessible')}type Query { a: A }\ntype A { x: Int @inaccessible }` },
    at: [],
  },
  {
    code: 'DIRECTIVE_COMPOSITION_ERROR',
    subgraphs: {
      a: `${fed('@composeDirective')}extend schema @composeDirective(name: "@d")\ntype Query { a: Int @d }\ndirective @d on FIELD_DEFINITION`,
    },
    at: [],
  },
  {
    code: 'CONTEXT_NOT_SET',
    subgraphs: {
      a: `${fed('@key', '@fromContext')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "$c { y }")): Int }`,
    },
    at: [],
  },
  {
    code: 'CONTEXT_INVALID_SELECTION',
    subgraphs: {
      a: `${fed('@key', '@context', '@fromContext')}type Query @context(name: "c") { y: Int a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "$c { z }")): Int }`,
    },
    at: [],
  },
  {
    code: 'NO_CONTEXT_IN_SELECTION',
    subgraphs: {
      a: `${fed('@key', '@context', '@fromContext')}type Query @context(name: "c") { y: Int a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "{ y }")): Int }`,
    },
    at: [],
  },
  {
    code: 'CONTEXT_NO_RESOLVABLE_KEY',
    subgraphs: {
      a: `${fed('@context', '@fromContext')}type Query @context(name: "c") { y: Int a: A }\ntype A { x(n: Int @fromContext(field: "$c { y }")): Int }`,
    },
    at: [],
  },
  {
    code: 'CONTEXT_NAME_INVALID',
    subgraphs: { a: `${fed('@context')}type Query @context(name: "a_b") { y: Int }` },
    at: [],
  },
  {
    code: 'CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS',
    subgraphs: {
      a: `${fed('@key', '@context', '@fromContext', '@shareable')}type Query @context(name: "c") { y: Int a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "$c { y }")): Int @shareable }`,
      b: `${fed('@key', '@shareable')}type Query { b: A }\ntype A @key(fields: "id") { id: ID! x(n: Int!): Int @shareable }`,
    },
    at: [],
  },
  {
    code: 'COST_APPLIED_TO_INTERFACE_FIELD',
    subgraphs: {
      a: `${fed('@cost')}type Query { a: I }\ninterface I { x: Int @cost(weight: 3) }\ntype A implements I { x: Int }`,
    },
    at: [],
  },
  {
    code: 'LIST_SIZE_APPLIED_TO_NON_LIST',
    subgraphs: { a: `${fed('@listSize')}type Query { a: Int @listSize(assumedSize: 3) }` },
    at: [],
  },
  {
    code: 'LIST_SIZE_INVALID_ASSUMED_SIZE',
    subgraphs: { a: `${fed('@listSize')}type Query { a: [Int] @listSize(assumedSize: -1) }` },
    at: [],
  },
  {
    code: 'LIST_SIZE_INVALID_SLICING_ARGUMENT',
    subgraphs: { a: `${fed('@listSize')}type Query { a: [Int] @listSize(slicingArguments: ["first"]) }` },
    at: [],
  },
  {
    code: 'LIST_SIZE_INVALID_SIZED_FIELD',
    subgraphs: {
      a: `${fed('@listSize')}type Query { a: A @listSize(assumedSize: 3, sizedFields: ["nope"]) }\ntype A { x: [Int] }`,
    },
    at: [],
  },
  {
    code: 'AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE',
    subgraphs: {
      a: `${fed('@authenticated')}type Query { a: I }\ninterface I @authenticated { x: Int }\ntype A implements I { x: Int }`,
    },
    at: [],
  },
  {
    code: 'MISSING_TRANSITIVE_AUTH_REQUIREMENTS',
    subgraphs: {
      a: `${fed('@key', '@authenticated')}type Query { a: A }\ntype A @key(fields: "id") { id: ID! x: Int @authenticated }`,
      b: `${fed('@key', '@external', '@requires')}type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }`,
    },
    at: [],
  },
  { code: 'INVALID_SUBGRAPH_NAME', subgraphs: { _: 'type Query { a: Int }' }, at: [] },
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

const places = (locations: readonly SchemaLocation[]): string[] =>
  locations.map(({ subgraph, line, column, coordinate, derived }) =>
    `${derived ? '~' : ''}${subgraph ?? '?'} ${line ?? '?'}:${column ?? '?'} ${coordinate ?? ''}`.trimEnd(),
  );

describe('every code of the composer', () => {
  it.each(CASES.map((row) => [row.code + (row.when ? ` when ${row.when}` : ''), row] as const))(
    '%s comes with its places',
    (_title, { code, subgraphs, at }) => {
      const result = compose(
        Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}.test/`, sdl })),
      );
      if (result.kind === 'composed') throw new Error('it composed');
      const found = result.problems.filter((problem) => problem.code === code);
      if (process.env['SHOW'])
        console.log(
          code,
          '\n',
          JSON.stringify(
            result.problems.map((p) => [p.code, p.message, ...places(p.locations)]),
            null,
            1,
          ),
        );
      expect(found.flatMap(({ locations }) => places(locations))).toEqual(at);
    },
  );
});
void ERRORS;
void ERROR_CODES;
