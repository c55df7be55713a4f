import type { ErrorCode } from '@kontor/protocol';

/**
 * Everything in which `@theguild/federation-composition` differs from the composer in use, by the title of the case
 * in which it shows. The tests run both: a difference that is not listed fails, and so does one that has gone away.
 *
 * What it composes alike, it composes to supergraphs that the gateway answers the same from (`test/e2e`).
 */

/** It composes what the composer in use refuses: why it may not be chosen by a setting. */
export const ACCEPTED: Readonly<Record<string, string>> = {
  TYPE_DEFINITION_INVALID: 'redefined types of the federation specification are not compared with it',
  INVALID_LINK_IDENTIFIER: 'a link whose URL names no feature is taken for a feature without a name',
  LINK_IMPORT_NAME_MISMATCH: 'the names under which subgraphs import one directive are not compared',
  SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES: 'the runtime types of shared fields are not intersected',
  KEY_FIELDS_SELECT_INVALID_TYPE: 'a key may reach into a union as long as it takes __typename alone',
  EXTERNAL_ON_INTERFACE: '@external on fields of interfaces is not looked at',
  OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE:
    '@override of a field that another subgraph has @external passes',
  INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE:
    'a keyed interface need not know all implementations of other subgraphs',
  DISALLOWED_INACCESSIBLE: 'arguments of directive definitions are not looked at',
  MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED: 'it takes no bound on the ways it follows',
};

/** It refuses as well, but says so under other codes: all that it gives. */
export const OTHER_CODES: Readonly<Record<string, { codes: readonly ErrorCode[]; why: string }>> = {
  'INVALID_GRAPHQL, when a directive is not imported': {
    codes: ['INVALID_GRAPHQL', 'INVALID_GRAPHQL'],
    why: 'says it twice, once with advice',
  },
  DIRECTIVE_DEFINITION_INVALID: {
    codes: ['DIRECTIVE_DEFINITION_INVALID', 'INVALID_GRAPHQL'],
    why: 'names the missing argument only, and its own definition as a second one',
  },
  KEY_DIRECTIVE_IN_FIELDS_ARG: {
    codes: ['KEY_INVALID_FIELDS'],
    why: 'any directive in a selection is an unknown one',
  },
  PROVIDES_DIRECTIVE_IN_FIELDS_ARG: {
    codes: ['PROVIDES_INVALID_FIELDS'],
    why: 'any directive in a selection is an unknown one',
  },
  REQUIRES_DIRECTIVE_IN_FIELDS_ARG: {
    codes: ['REQUIRES_INVALID_FIELDS'],
    why: 'any directive in a selection is an unknown one',
  },
  EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE: {
    codes: ['EXTERNAL_UNUSED'],
    why: 'no code for an external field that provides',
  },
  TYPE_WITH_ONLY_UNUSED_EXTERNAL: {
    codes: ['SATISFIABILITY_ERROR'],
    why: 'federation 1 types are not rid of unused external fields',
  },
  EXTERNAL_TYPE_MISMATCH: {
    codes: ['FIELD_TYPE_MISMATCH', 'EXTERNAL_TYPE_MISMATCH'],
    why: 'external fields are compared like all others first',
  },
  EXTERNAL_ARGUMENT_TYPE_MISMATCH: {
    codes: ['FIELD_ARGUMENT_TYPE_MISMATCH'],
    why: 'arguments of external fields have no codes of their own',
  },
  EXTERNAL_ARGUMENT_DEFAULT_MISMATCH: {
    codes: ['FIELD_ARGUMENT_DEFAULT_MISMATCH'],
    why: 'arguments of external fields have no codes of their own',
  },
  PROVIDES_UNSUPPORTED_ON_INTERFACE: {
    codes: ['PROVIDES_UNSUPPORTED_ON_INTERFACE', 'EXTERNAL_UNUSED'],
    why: 'what a refused @provides names counts as unused',
  },
  REQUIRES_UNSUPPORTED_ON_INTERFACE: {
    codes: ['REQUIRES_UNSUPPORTED_ON_INTERFACE'],
    why: 'the selection of a refused @requires is not looked at',
  },
  REQUIRES_INVALID_FIELDS_TYPE: {
    codes: ['EXTERNAL_MISSING_ON_BASE'],
    why: 'takes an enum value for a string in @requires alone',
  },
  OVERRIDE_SOURCE_HAS_OVERRIDE: {
    codes: ['OVERRIDE_SOURCE_HAS_OVERRIDE', 'OVERRIDE_SOURCE_HAS_OVERRIDE'],
    why: 'overridden fields are not counted as shared',
  },
  LIST_SIZE_APPLIED_TO_NON_LIST: {
    codes: ['UNSERVED_LIST_SIZE', 'LIST_SIZE_INVALID_SIZED_FIELD'],
    why: 'one code for both mistakes',
  },
};

/** The same places, but it gave no nodes: Kontor derived them from the message, and says that it did. */
export const DERIVED: readonly string[] = [
  'TYPE_KIND_MISMATCH',
  'FIELD_TYPE_MISMATCH',
  'FIELD_ARGUMENT_TYPE_MISMATCH',
  'INPUT_FIELD_DEFAULT_MISMATCH',
  'FIELD_ARGUMENT_DEFAULT_MISMATCH',
  'REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH',
  'REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH',
  'EMPTY_MERGED_INPUT_TYPE',
  'EMPTY_MERGED_ENUM_TYPE',
  'INVALID_FIELD_SHARING',
  'EXTERNAL_UNUSED',
  'EXTERNAL_MISSING_ON_BASE',
  'EXTERNAL_TYPE_MISMATCH',
  'INTERFACE_OBJECT_USAGE_ERROR',
  'REQUIRED_INACCESSIBLE',
  'CONTEXT_INVALID_SELECTION',
  'CONTEXT_NO_RESOLVABLE_KEY',
];

/** The same code at other places, by reason. */
export const OTHER_PLACES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'it gives no nodes and its message names no coordinate: the subgraph alone is known': {
    'INVALID_GRAPHQL, when an interface is not implemented': ['~a ?:?'],
    UNKNOWN_FEDERATION_LINK_VERSION: ['~a ?:?'],
    UNKNOWN_LINK_VERSION: ['~a ?:?'],
    INVALID_LINK_DIRECTIVE_USAGE: ['~a ?:?'],
    NO_CONTEXT_IN_SELECTION: ['~a ?:?'],
  },
  'it gives no nodes: derived from the coordinates in its message, which are fewer, more or broader': {
    ENUM_VALUE_MISMATCH: ['~a 3:1 E', '~b 3:1 E'],
    INTERFACE_FIELD_NO_IMPLEM: ['~a 3:23 I.x'],
    EXTERNAL_ARGUMENT_MISSING: ['~a 3:37 A.x', '~b 2:37 A.x'],
    PROVIDES_FIELDS_MISSING_EXTERNAL: ['~a 2:14 Query.a'],
    REQUIRES_FIELDS_MISSING_EXTERNAL: ['~a 3:44 A.y'],
    OVERRIDE_SOURCE_HAS_OVERRIDE: [
      '~a 2:14 Query.a',
      '~b 2:14 Query.a',
      '~a 2:14 Query.a',
      '~b 2:14 Query.a',
    ],
    OVERRIDE_LABEL_INVALID: ['~a 2:14 Query.a'],
    REFERENCED_INACCESSIBLE: ['~a 3:1 A'],
    DEFAULT_VALUE_USES_INACCESSIBLE: ['~a 3:12 E.Y'],
    IMPLEMENTED_BY_INACCESSIBLE: ['~a 4:23 A.x'],
    ONLY_INACCESSIBLE_CHILDREN: ['~a 3:1 A'],
    DIRECTIVE_COMPOSITION_ERROR: ['~a 4:1 @d'],
    CONTEXT_NOT_SET: ['~a 3:39 A.x(n:)'],
    CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS: ['~a 3:39 A.x(n:)', '~b 3:39 A.x(n:)'],
    COST_APPLIED_TO_INTERFACE_FIELD: ['~a 3:15 I.x'],
    LIST_SIZE_INVALID_ASSUMED_SIZE: ['~a 2:14 Query.a'],
    LIST_SIZE_INVALID_SLICING_ARGUMENT: ['~a 2:14 Query.a'],
    LIST_SIZE_INVALID_SIZED_FIELD: ['~a 2:14 Query.a'],
    AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE: ['~a 3:1 I'],
  },
  'it points at the directive alone, not also at what that is about': {
    INVALID_SHAREABLE_USAGE: ['a 3:22 I.x'],
    KEY_FIELDS_HAS_ARGS: ['a 3:8 A'],
    KEY_INVALID_FIELDS: ['a 3:8 A'],
    PROVIDES_FIELDS_HAS_ARGS: ['a 2:19 Query.a'],
    PROVIDES_UNSUPPORTED_ON_INTERFACE: ['a 3:20 I.b'],
    PROVIDES_INVALID_FIELDS: ['a 2:19 Query.a'],
    REQUIRES_UNSUPPORTED_ON_INTERFACE: ['a 3:29 I.y'],
    REQUIRES_INVALID_FIELDS: ['a 3:44 A.y'],
  },
  'it points at another end of the same mistake': {
    'INVALID_GRAPHQL, when a directive is not imported': ['a 3:17 A.a', 'a 3:17 A.a'],
    DIRECTIVE_DEFINITION_INVALID: ['a 3:1 @federation__key'],
    ROOT_QUERY_USED: ['a 1:1'],
    ROOT_MUTATION_USED: ['a 1:1'],
    ROOT_SUBSCRIPTION_USED: ['a 1:1'],
    MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL: ['b 2:44 A.x'],
    PROVIDES_ON_NON_OBJECT_FIELD: ['a 2:21 Query.a'],
    INTERFACE_KEY_NOT_ON_IMPLEMENTATION: ['a 3:13 I'],
  },
};

/** Tests that hold for the composer in use alone, by title. */
export const OTHER_BEHAVIOUR: Readonly<Record<string, string>> = {
  'says what it noticed and did not mind, and where': 'it gives no hints',
  'takes no description from an @external field': 'it takes the first description, whoever wrote it',
  'finds root types under the name that their subgraph gives them':
    'it composes: runtime types of shared fields',
  'blames the link whose URL is none': 'it composes: see INVALID_LINK_IDENTIFIER',
  'blames the subgraph that breaks it alone': 'it composes a key that selects below a scalar',
  'removed: the key field is shared now, and the advice is the key, not @shareable':
    'the same places, derived: see INVALID_FIELD_SHARING',
  'made unresolvable: that very key':
    'its message does not name the unresolvable key, so the type and the field are shown',
  'no subgraph that resolves an external field can be reached':
    'it reports the query that ends at the @external field only, not the one that begins elsewhere',
  'there is no way back after a @requires': 'it composes: the way back is not followed',
  'nobody can tell the type behind an interface object': 'it names the implementation as well',
  'a mutation would have to be called twice':
    'it composes: what is behind a shared mutation is not followed per subgraph',
};
