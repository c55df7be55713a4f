import { answered, borne, refused, type Expected, type Row, type RowLimits } from '../row.js';
import { graphqlRequest, httpText, sendBytes, send, type HttpRequest } from '../send/http.js';
import { each, nested } from '../send/rows.js';
import { GRAPH, PUBLIC_URL, type KeyName } from '../world/platform.js';
import { CATALOG_SDL } from '../world/schemas.ts';

const MIB = 1024 * 1024;
const as = (key: string) => ({ authorization: `Bearer ${key}` });

/** Asks the platform with one of the suite's keys, or a text that is none. */
const asking = (name: string, key: KeyName | { text: string } | undefined, query: string, expected: Expected, variables: unknown = {}, limits: Partial<RowLimits> = {}): Row => ({
  name,
  surface: 'platform',
  expected,
  limits,
  act: ({ platform }) => {
    const text = typeof key === 'string' ? platform.keys[key] : key?.text;
    return send(platform.process.port, graphqlRequest(query, { variables, headers: text === undefined ? {} : as(text) }));
  },
});

const PUBLISH = 'mutation ($input: PublishSubgraphInput!) { publishSubgraph(input: $input) { launch { status problems { code } } } }';
const CHECK = 'mutation ($input: CheckSubgraphInput!) { checkSubgraph(input: $input) { passed problems { code } } }';

interface Publish {
  readonly ref?: unknown;
  readonly name?: unknown;
  readonly sdl?: unknown;
  readonly routingUrl?: unknown;
  readonly gitContext?: unknown;
}
const input = (given: Publish) => ({ input: { ref: GRAPH, name: 'other', sdl: sdlWith(''), routingUrl: PUBLIC_URL, ...given } });
export const publishing = (name: string, given: Publish | (() => Publish), expected: Expected, limits: Partial<RowLimits> = {}): Row => ({
  name: `publish: ${name}`,
  surface: 'platform',
  expected,
  limits,
  act: ({ platform }) => send(platform.process.port, graphqlRequest(PUBLISH, { variables: input(typeof given === 'function' ? given() : given), headers: as(platform.keys.owner) })),
});
/** Asks whether a schema would compose: what is hard about it is the same, and nothing is written. */
const checking = (name: string, sdl: () => string, expected: Expected, limits: Partial<RowLimits> = {}): Row => ({
  name: `check: ${name}`,
  surface: 'platform',
  expected,
  limits,
  act: ({ platform }) => send(platform.process.port, graphqlRequest(CHECK, { variables: { input: { ref: GRAPH, name: 'other', sdl: sdl() } }, headers: as(platform.keys.owner) })),
});
const FAILS = borne(/"passed":false,"problems":\[\{"code":"[A-Z_]+"\}/);
const EITHER = borne(/"passed":(true|false)/);

/** A publish that is recorded, with its reasons, and changes nothing for clients. */
const rejected = (...codes: string[]): Expected => answered({ data: { publishSubgraph: { launch: { status: 'REFUSED', problems: codes.map((code) => ({ code })) } } } });

const sdlWith = (more: string) => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\ntype Query { other: String ${more} }`;
const WHO = '{ whoAmI { actor { id } } }';
/** Composed in a thread of its own, whose heap and time are bounded: what grows is not what answers others. */
const HARD: Partial<RowLimits> = { outcomeMsMax: 90_000, growthMiBMax: 1_024 };
const JSON_TYPE = { 'content-type': 'application/json' };

const KEYS: readonly Row[] = [
  asking('no key', undefined, WHO, refused(401, 'KEY_INVALID')),
  asking('a key of another form', { text: 'sk-live-1234' }, WHO, refused(401, 'KEY_INVALID')),
  asking('a key that never was', { text: `kontor_${'0'.repeat(16)}_${'A'.repeat(43)}` }, WHO, refused(401, 'KEY_INVALID')),
  asking('a key of 8 kB', { text: `kontor_${'0'.repeat(8_000)}` }, WHO, refused(401, 'KEY_INVALID')),
  asking('__proto__ as a key', { text: '__proto__' }, WHO, refused(401, 'KEY_INVALID')),
  asking('SQL as a key', { text: "kontor_'; DROP TABLE api_key; --" }, WHO, refused(401, 'KEY_INVALID')),
  asking('a key that expired', 'expired', WHO, refused(401, 'KEY_INVALID')),
  asking('a key that was revoked', 'revoked', WHO, refused(401, 'KEY_INVALID')),
  asking('a gateway key that publishes', 'gateway', PUBLISH, refused(200, 'PERMISSION_DENIED'), input({})),
  asking('a key of another organisation that publishes', 'rival', PUBLISH, refused(200, 'GRAPH_NOT_FOUND'), input({})),
  asking('a key of another organisation that checks', 'rival', CHECK, refused(200, 'GRAPH_NOT_FOUND'), { input: { ref: GRAPH, name: 'x', sdl: CATALOG_SDL } }),
  asking('a graph name that another organisation has', 'rival', `mutation { createGraph(input: { ref: "${GRAPH}" }) { created } }`, refused(200, 'GRAPH_NAME_TAKEN')),
  asking('introspection without a key', undefined, '{ __schema { queryType { name } } }', refused(401, 'KEY_INVALID')),
  {
    name: 'two keys',
    surface: 'platform',
    expected: refused(401, 'KEY_INVALID'),
    act: ({ platform }) => send(platform.process.port, graphqlRequest(WHO, { headers: { authorization: [`Bearer ${platform.keys.rival}`, `Bearer ${platform.keys.owner}`].join(', ') } })),
  },
  { name: 'an actor header of the caller’s own', surface: 'platform', expected: refused(401, 'KEY_INVALID'), act: ({ platform }) => send(platform.process.port, graphqlRequest(WHO, { headers: { 'kontor-actor': 'e30.e30' } })) },
  ...['identity', 'registry'].flatMap((name): Row[] => [
    { name: `${name} without an actor`, surface: 'platform', expected: refused(401, 'ACTOR_REQUIRED'), act: ({ platform }) => send(platform.process.port, graphqlRequest('{ _service { sdl } }', { path: `/subgraphs/${name}` })) },
    {
      name: `${name} with an API key`,
      surface: 'platform',
      expected: refused(401, 'ACTOR_REQUIRED'),
      act: ({ platform }) => send(platform.process.port, graphqlRequest('{ _service { sdl } }', { path: `/subgraphs/${name}`, headers: as(platform.keys.owner) })),
    },
  ]),
];

const PUBLISHES: readonly Row[] = [
  publishing('a schema that does not parse', { sdl: 'type Query {' }, rejected('INVALID_GRAPHQL')),
  publishing('a field that breaks composition', { sdl: sdlWith('healthy: Int!') }, rejected('FIELD_TYPE_MISMATCH', 'INVALID_FIELD_SHARING')),
  publishing(
    'a directive that the gateway does not enforce',
    { sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])\ntype Query { other: String @authenticated }` },
    rejected('UNSERVED_AUTHENTICATED'),
  ),
  publishing('no graph of this name', { ref: 'nosuch' }, refused(200, 'GRAPH_NOT_FOUND')),
  publishing('no variant of this name', { ref: `${GRAPH}@nosuch` }, refused(200, 'VARIANT_NOT_FOUND')),
  publishing('a ref that is none', { ref: 'a b@c' }, refused(200, 'INPUT_INVALID')),
  publishing('a ref of 100,000 letters', () => ({ ref: 'a'.repeat(100_000) }), refused(200, 'INPUT_INVALID')),
  publishing('a ref out of the house', { ref: '../../etc/passwd' }, refused(200, 'INPUT_INVALID')),
  publishing('__proto__ as a graph', { ref: '__proto__' }, refused(200, 'INPUT_INVALID')),
  publishing('constructor as a graph', { ref: 'constructor' }, refused(200, 'GRAPH_NOT_FOUND')),
  publishing('__proto__ as a subgraph', { name: '__proto__' }, refused(200, 'INPUT_INVALID')),
  publishing('a null character in a name', { name: 'a\0b' }, refused(200, 'INPUT_INVALID')),
  publishing('an empty schema', { sdl: ' ' }, refused(200, 'INPUT_INVALID')),
  publishing('a null character in a schema', { sdl: 'type Query { a: Int } # \0' }, refused(200, 'INPUT_INVALID')),
  publishing('a schema nested 10,000 deep', { sdl: sdlWith(`a: ${nested('[', 10_000, ']', 'Int')}`) }, rejected('SUBGRAPH_TOO_DEEP')),
  publishing('a default value nested 10,000 deep', { sdl: sdlWith(`a(b: Int = ${nested('[', 10_000, ']')}): Int`) }, rejected('SUBGRAPH_TOO_DEEP')),
  publishing('a schema of 3 MiB', () => ({ sdl: sdlWith('# ').concat('x'.repeat(3 * MIB)) }), refused(200, 'SUBGRAPH_TOO_LARGE'), HARD),
  checking('100,000 directives', () => sdlWith(`a: Int ${'@a'.repeat(100_000)}`), FAILS, HARD),
  checking('100,000 aliases, which are fields of a schema', () => sdlWith(each(100_000, (i) => `a${i}:Int`)), EITHER, HARD),
  checking('2,000 types', () => `${sdlWith('')} ${each(2_000, (i) => `type T${i} { a: Int }`)}`, EITHER, HARD),
  checking('a type that implements itself', () => `${sdlWith('')} interface A implements A { a: Int }`, FAILS),
  checking('an input that holds itself', () => `${sdlWith('a(b: A): Int')} input A { a: A! }`, FAILS),
  checking('a directive that uses itself', () => `${sdlWith('')} directive @a(b: Int @a) on ARGUMENT_DEFINITION`, EITHER),
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty'].flatMap((name) => [
    checking(`${name} as a field`, () => sdlWith(`${name}: Int`), EITHER, HARD),
    checking(`${name} as an argument`, () => sdlWith(`a(${name}: Int): Int`), EITHER, HARD),
    checking(`${name} as a type`, () => sdlWith(`a: ${name} } type ${name} { a: Int`), EITHER, HARD),
    checking(`${name} as a value of an enum`, () => sdlWith(`a: E } enum E { ${name}`), EITHER, HARD),
    checking(`${name} as a directive`, () => `${sdlWith(`a: Int @${name}`)} directive @${name} on FIELD_DEFINITION`, EITHER, HARD),
    checking(`${name} as a key of an entity`, () => sdlWith(`a: E } type E @key(fields: "${name}") { ${name}: ID!`), EITHER, HARD),
    checking(`${name} as the name of an import`, () => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@${name}"]) type Query { a: Int }`, FAILS, HARD),
  ]),
];

const deliver = (name: string, path: string, key: KeyName | undefined, expected: Expected, headers = {}): Row => ({
  name,
  surface: 'delivery',
  expected,
  act: ({ platform }) => send(platform.process.port, { method: 'GET', path, headers: { ...(key === undefined ? {} : as(platform.keys[key])), ...headers } }),
});
const SUPERGRAPH = `/artifacts/${GRAPH}/current/supergraph`;

const DELIVERIES: readonly Row[] = [
  deliver('no key', SUPERGRAPH, undefined, refused(401, 'KEY_INVALID')),
  deliver('a key in the address', `${SUPERGRAPH}?key=kontor_x`, undefined, refused(401, 'KEY_INVALID')),
  deliver('a key that expired', SUPERGRAPH, 'expired', refused(401, 'KEY_INVALID')),
  deliver('a key that was revoked', SUPERGRAPH, 'revoked', refused(401, 'KEY_INVALID')),
  deliver('a key of another organisation', SUPERGRAPH, 'rival', refused(404, 'GRAPH_NOT_FOUND')),
  deliver('a key that says it is another scheme', SUPERGRAPH, undefined, refused(401, 'KEY_INVALID'), { authorization: 'Basic a29udG9y' }),
  deliver('no graph of this name', '/artifacts/nosuch/current/supergraph', 'gateway', refused(404, 'GRAPH_NOT_FOUND')),
  deliver('no variant of this name', `/artifacts/${GRAPH}/nosuch/supergraph`, 'gateway', refused(404, 'VARIANT_NOT_FOUND')),
  deliver('__proto__ as a graph', '/artifacts/__proto__/current/supergraph', 'gateway', refused(404, 'GRAPH_NOT_FOUND')),
  deliver('constructor as a variant', `/artifacts/${GRAPH}/constructor/supergraph`, 'gateway', refused(404, 'VARIANT_NOT_FOUND')),
  deliver('a graph out of the house', '/artifacts/..%2f..%2fetc/current/supergraph', 'gateway', refused(404, 'GRAPH_NOT_FOUND')),
  deliver('a null character as a graph', '/artifacts/%00/current/supergraph', 'gateway', refused(404, 'GRAPH_NOT_FOUND')),
  deliver('half a surrogate pair as a graph', '/artifacts/%ed%a0%80/current/supergraph', 'gateway', refused(400, 'REQUEST_INVALID')),
  deliver('a graph of 10,000 letters', `/artifacts/${'a'.repeat(10_000)}/current/supergraph`, 'gateway', refused(400, 'REQUEST_INVALID')),
  deliver('to wait forever', `${SUPERGRAPH}?waitMs=999999999`, 'gateway', refused(400, 'INPUT_INVALID')),
  deliver('to wait less than nothing', `${SUPERGRAPH}?waitMs=-1`, 'gateway', refused(400, 'INPUT_INVALID')),
  deliver('to wait twice', `${SUPERGRAPH}?waitMs=1&waitMs=2`, 'gateway', refused(400, 'INPUT_INVALID')),
  deliver('an ETag that is none', SUPERGRAPH, 'gateway', borne(/join__Graph/), { 'if-none-match': '"' }),
  deliver('an ETag of 10,000 letters', SUPERGRAPH, 'gateway', borne(/join__Graph/), { 'if-none-match': `"${'a'.repeat(10_000)}"` }),
  deliver('a page that there is not', '/artifacts', 'gateway', refused(404, 'ROUTE_NOT_FOUND')),
];

/** The HTTP of the platform is that of every process; what is its own is the size of a body. */
const BODIES: readonly Row[] = [
  { name: 'a body of 50 MB', surface: 'platform', expected: refused(413, 'REQUEST_TOO_LARGE'), act: ({ platform }) => sendBytes(platform.process.port, pour(platform.keys.owner)) },
  {
    name: 'a key in a form of another site',
    surface: 'platform',
    expected: refused(400, 'BAD_REQUEST', /Cross-Site/),
    act: ({ platform }) => send(platform.process.port, { headers: { 'content-type': 'text/plain' }, body: `{"query":"${WHO}"}` } satisfies HttpRequest),
  },
];

function* pour(key: string): Iterable<string | Buffer> {
  yield httpText({ headers: { ...JSON_TYPE, ...as(key), 'content-length': String(50 * MIB) } });
  for (let i = 0; i < 50; i++) yield 'x'.repeat(MIB);
}

export const platformRows: readonly Row[] = [...KEYS, ...PUBLISHES, ...DELIVERIES, ...BODIES];
