import { answered, refused, type Row, type Surface } from '../row.js';
import { asking, each, nested } from '../send/rows.js';

const gateway = asking('gateway');
const by = (variables: unknown) => asking('gateway', { variables });

/** `Fn` spreads `F(n+1)` twice: 2^levels selections of a text that grows by a line each. */
const doublingFragments = (levels: number): string => `{ node { ...F0 } } ${each(levels, (i) => `fragment F${i} on Node { ...F${i + 1} ...F${i + 1} }`)} fragment F${levels} on Node { id }`;

/** Fields below abstract types: the planner follows each concrete one (GHSA-p2q6-pwh5-m6jr and its kin). */
const throughInterfaces = (levels: number): string => `{ node { ${nested('parent { ... on Item { title parent { id } } ... on Box { items { title } } ', levels, '}', 'id')} } }`;

/** The same below fields: 2^levels objects, each to be fetched, shaped and compiled. */
const doublingFields = (levels: number): string => `{ node { ...F0 } } ${each(levels, (i) => `fragment F${i} on Node { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`)} fragment F${levels} on Node { id }`;

/** The same list under as many aliases. */
const lists = (count: number): object => ({ data: Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, [{ title: 'Item 1' }]])) });

/** With what the planning thread takes of its own memory. */
const PLANNED = { growthMiBMax: 192 };

/** Whoever answers GraphQL: what its reader must bear. */
const documents = (surface: Surface): Row[] => {
  const asks = asking(surface);
  const isGateway = surface === 'gateway';
  return [
    asks('a healthy question', '{ healthy }', answered({ data: { healthy: 'yes' } })),
    asks('a query nested 10,000 deep', nested('{a', 10_000, '}'), refused(400, 'DOCUMENT_TOO_DEEP')),
    asks('an argument nested 10,000 deep', `{ count(filter: ${nested('[', 10_000, ']')}) }`, refused(400, 'DOCUMENT_TOO_DEEP')),
    asks('objects nested 10,000 deep', `{ count(filter: ${nested('{nested:', 10_000, '}')}) }`, refused(400, 'DOCUMENT_TOO_DEEP')),
    asks('a list type nested 10,000 deep', `query ($a: ${nested('[', 10_000, ']')}) { healthy }`, refused(400, 'DOCUMENT_TOO_DEEP')),
    asks('brackets that close what never opened', ')]}'.repeat(4_000), refused(400, 'GRAPHQL_PARSE_FAILED')),
    asks('100,000 aliases', () => `{${each(100_000, (i) => `a${i}:healthy`)}}`, refused(413, 'REQUEST_TOO_LARGE')),
    asks('100,000 aliases of one letter', () => `{${each(100_000, () => 'a:b')}}`, refused(400, isGateway ? 'DOCUMENT_TOO_MANY_ALIASES' : 'DOCUMENT_TOO_MANY_TOKENS')),
    asks('100,000 directives', () => `{ healthy ${'@a'.repeat(100_000)} }`, refused(400, 'DOCUMENT_TOO_MANY_TOKENS')),
    asks('7,000 directives', () => `{ healthy ${'@a'.repeat(7_000)} }`, refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('100,000 spreads', () => `{ ${'...A'.repeat(100_000)} } fragment A on Query { healthy }`, refused(400, 'DOCUMENT_TOO_MANY_TOKENS')),
    asks('7,000 spreads of one fragment', () => `{ ${'...A'.repeat(7_000)} } fragment A on Query { healthy }`, answered({ data: { healthy: 'yes' } })),
    asks('100,000 fragments', () => each(100_000, () => 'fragment A on Q{a}'), refused(413, 'REQUEST_TOO_LARGE')),
    asks('2,000 fragments', () => each(2_000, (i) => `fragment A${i} on Query{healthy}`), refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('fragments that spread themselves', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', refused(400, 'GRAPHQL_VALIDATION_FAILED', /cycle|itself/i)),
    asks('15,000 times the same field', () => `{${' healthy'.repeat(14_990)}}`, refused(400, isGateway ? 'OPERATION_TOO_COMPLEX' : 'GRAPHQL_VALIDATION_FAILED')),
    asks('2,900 operations', () => each(2_900, (i) => `query A${i}{healthy}`), refused(400, 'OPERATION_RESOLUTION_FAILURE')),
    asks('3,000 variables', () => `query(${each(3_000, (i) => `$v${i}:Int`)}){healthy}`, refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('3,000 unknown arguments', () => `{healthy(${each(3_000, (i) => `x${i}:1`)})}`, refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('a name of 500,000 letters', () => `{ ${'a'.repeat(500_000)} }`, refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('a document of 600,000 spaces', () => `${' '.repeat(600_000)}{ healthy }`, refused(400, 'DOCUMENT_TOO_LARGE')),
    asks('a string that never ends', '{ echo(text: "', refused(400, 'GRAPHQL_PARSE_FAILED')),
    asks('a block string that never ends', `{ echo(text: """${'"" \\"""'.repeat(10_000)}`, refused(400, 'GRAPHQL_PARSE_FAILED')),
    asks('an integer of 100,000 digits', () => `{ echo(text: ${'9'.repeat(100_000)}) }`, refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('half a surrogate pair', '{ echo(text: "\\ud800") }', refused(400, 'GRAPHQL_PARSE_FAILED')),
    asks('an empty document', '', refused(400, 'BAD_REQUEST')),
    asks('a document of commas', ','.repeat(100_000), refused(400, 'GRAPHQL_PARSE_FAILED')),
    asks('a schema instead of a query', 'type Query { a: Int }', refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('a subscription where there is none', 'subscription { healthy }', refused(400, 'GRAPHQL_VALIDATION_FAILED')),
    asks('introspection nested in itself', `{__schema{types{${nested('fields{type{', 20, '}}', 'name')}}}}`, refused(400, 'GRAPHQL_VALIDATION_FAILED')),
  ];
};

export const documentRows: readonly Row[] = [
  ...documents('gateway'),
  ...documents('subgraph'),
  gateway('fragments that double', doublingFragments(30), refused(400, 'OPERATION_TOO_COMPLEX')),
  gateway('fields that double 11 levels deep', doublingFields(11), answered({ data: { node: null } }), PLANNED),
  gateway('fields that double 16 levels deep', doublingFields(16), refused(400, 'OPERATION_TOO_COMPLEX')),
  gateway('120 aliases that take a fetch each', () => `{${each(120, (i) => `a${i}:items{title}`)}}`, answered(lists(120))),
  gateway('490 aliases that take a fetch each', () => `{${each(490, (i) => `a${i}:items{title}`)}}`, answered(lists(490))),
  gateway('490 aliases that take two fetches each', () => `{${each(490, (i) => `a${i}:items{title parent{...on Item{title}}}`)}}`, refused(400, 'OPERATION_TOO_COMPLEX', /981/)),
  gateway('4,980 aliases', () => `{${each(4_980, (i) => `a${i}:healthy`)}}`, refused(400, 'DOCUMENT_TOO_MANY_ALIASES', /500/)),
  gateway('4,900 aliases below an interface', () => `{node{${each(4_900, (i) => `a${i}:id`)}}}`, refused(400, 'DOCUMENT_TOO_MANY_ALIASES')),
  gateway('300 fragments, each used', () => `{${each(300, (i) => `...A${i}`)}} ${each(300, (i) => `fragment A${i} on Query{healthy}`)}`, answered({ data: { healthy: 'yes' } })),
  gateway('fragments on concrete types 30 levels below an interface', throughInterfaces(30), answered({ data: { node: null } })),
  gateway('@defer, and no parts accepted', '{ healthy ... @defer { healthy } }', refused(406, 'INCREMENTAL_DELIVERY_NOT_ACCEPTED')),
  gateway('@stream', '{ items @stream { id } }', refused(400, 'INCREMENTAL_DELIVERY_NOT_SUPPORTED')),
  by({ f: 7 })('a variable of the wrong type', 'query ($f: Filter) { count(filter: $f) }', refused(400, 'BAD_USER_INPUT')),
  by({ f: { tags: 'a', nosuch: 1 } })('a variable with a field that is none', 'query ($f: Filter) { count(filter: $f) }', refused(400, 'BAD_USER_INPUT')),
  by({})('a variable that is missing', 'query ($t: String!) { echo(text: $t) }', refused(400, 'BAD_USER_INPUT')),
  by('{"t":1}')('variables that are a string', 'query ($t: String) { echo(text: $t) }', refused(400, 'BAD_REQUEST')),
  by([1])('variables that are a list', '{ healthy }', refused(400, 'BAD_REQUEST')),
  by({ f: { tags: Array.from({ length: 200_000 }, () => 1) } })('200,000 variable values of the wrong type', 'query ($f: Filter) { count(filter: $f) }', refused(400, 'BAD_USER_INPUT')),
  by({ f: { tags: Array.from({ length: 200_000 }, () => 'a') } })('200,000 variable values of the right type', 'query ($f: Filter) { count(filter: $f) }', answered({ data: { count: 200_000 } })),
  by(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`v${i}`, i])))('50,000 variables that nobody asked for', '{ healthy }', answered({ data: { healthy: 'yes' } })),
  asking('gateway', { operationName: 'Nosuch' })('the name of an operation that is not there', 'query A { healthy }', refused(400, 'OPERATION_RESOLUTION_FAILURE')),
  asking('gateway', { operationName: 7 })('a number as operation name', '{ healthy }', refused(400, 'BAD_REQUEST')),
  asking('gateway', { extensions: 'x' })('extensions that are a string', '{ healthy }', refused(400, 'BAD_REQUEST')),
  asking('gateway', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } })('a persisted query whose hash is none', '{ healthy }', refused(400, 'PERSISTED_QUERY_INVALID')),
  asking('gateway', { extensions: { persistedQuery: { version: 2, sha256Hash: '0'.repeat(64) } } })('a persisted query of another version', '{ healthy }', refused(400, 'PERSISTED_QUERY_INVALID')),
  asking('gateway', { extensions: { persistedQuery: 7 } })('a persisted query that is a number', '{ healthy }', refused(400, 'PERSISTED_QUERY_INVALID')),
  asking('gateway', { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } })('a hash of another document', '{ healthy }', refused(400, 'PERSISTED_QUERY_INVALID')),
];
