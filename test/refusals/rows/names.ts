import { answered, refused, type Row, type Surface } from '../row.js';
import { exchange, outcomeOf } from '../send/exchange.js';
import { graphqlRequest, httpText, JSON_TYPE, send, type HttpRequest } from '../send/http.js';

/** Names that are more than names to JavaScript. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];

/** A row for each name, wherever a name can stand. */
const named = (surface: Surface, where: string, request: (name: string) => HttpRequest, expected: (name: string) => Row['expected']): Row[] =>
  NAMES.map((name) => ({ name: `${name} as ${where}`, surface, expected: expected(name), act: (world) => send(world.port(surface), request(name)) }));

const json = (body: string): HttpRequest => ({ headers: JSON_TYPE, body });
const YES = () => answered({ data: { healthy: 'yes' } });
const INVALID = () => refused(400, 'GRAPHQL_VALIDATION_FAILED');
const INPUT = () => refused(400, 'BAD_USER_INPUT');
const ask = graphqlRequest;

const inDocuments = (surface: Surface): Row[] => [
  ...named(
    surface,
    'an alias',
    (n) => ask(`{ ${n}: healthy }`),
    (n) => answered(`{"data":{"${n}":"yes"}}`),
  ),
  ...named(surface, 'a field', (n) => ask(`{ ${n} }`), INVALID),
  ...named(surface, 'an argument', (n) => ask(`{ echo(${n}: "x") }`), INVALID),
  ...named(surface, 'a field of an input object', (n) => ask(`{ count(filter: { ${n}: 1 }) }`), INVALID),
  ...named(surface, 'a directive', (n) => ask(`{ healthy @${n} }`), INVALID),
  ...named(surface, 'a fragment', (n) => ask(`{ ...${n} } fragment ${n} on Query { healthy }`), YES),
  ...named(surface, 'a fragment that is not there', (n) => ask(`{ ...${n} }`), INVALID),
  ...named(surface, 'a type condition', (n) => ask(`{ ... on ${n} { healthy } }`), INVALID),
  ...named(surface, 'the type of a variable', (n) => ask(`query ($a: ${n}) { healthy }`), INVALID),
  ...named(surface, 'an operation', (n) => ask(`query ${n} { healthy }`, { operationName: n }), YES),
  ...named(
    surface,
    'an operation that is not there',
    (n) => ask('query A { healthy }', { operationName: n }),
    () => refused(400, 'OPERATION_RESOLUTION_FAILURE'),
  ),
  ...named(surface, 'a header', (n) => ask('{ healthy }', { headers: { [`x-${n}`]: 'x', [n]: 'x' } }), YES),
  ...named(
    surface,
    'an argument of a type',
    (n) => ask(`{ __type(name: "${n}") { name } }`),
    () => answered({ data: { __type: null } }),
  ),
];

const variable = (n: string) => `query ($${n}: String) { echo(text: $${n}) }`;
const keyed = (n: string, query: string, variables: string) => json(`{"query":${JSON.stringify(query)},"variables":${variables}}`);

/** `__proto__` as a key of a body: a subgraph's JSON parser refuses it, the gateway takes it for what it is. */
const inVariables: Row[] = [
  ...named(
    'gateway',
    'a variable',
    (n) => keyed(n, variable(n), `{"${n}":"x"}`),
    (n) => (n === '__proto__' ? refused(200, 'REQUEST_INVALID') : answered({ data: { echo: 'x' } })),
  ),
  ...named('gateway', 'a variable that nobody asked for', (n) => keyed(n, '{ healthy }', `{"${n}":{"healthy":"no"}}`), YES),
  ...named('gateway', 'a field of a variable', (n) => keyed(n, 'query ($f: Filter) { count(filter: $f) }', `{"f":{"tags":[],"${n}":1}}`), INPUT),
  ...named('gateway', 'an extension', (n) => json(`{"query":"{ healthy }","extensions":{"${n}":{"persistedQuery":1}}}`), YES),
  ...named('gateway', 'a key of the body', (n) => json(`{"query":"{ healthy }","${n}":{"query":"{ nosuch }"}}`), YES),
];

/** What a subgraph answers with becomes keys of objects too. */
const inAnswers: Row[] = NAMES.flatMap(
  (name) =>
    [
      {
        name: `${name} as a key of a subgraph's data`,
        surface: 'gateway' as const,
        expected: answered({ data: { fragile: 'x' } }),
        async act(world) {
          world.fragile.behave((response) => void response.writeHead(200, JSON_TYPE).end(`{"data":{"fragile":"x","${name}":{"polluted":"yes"}}}`));
          return send(world.port('gateway'), graphqlRequest('{ fragile }'));
        },
      },
      {
        name: `${name} as a key of a subgraph's error`,
        surface: 'gateway' as const,
        expected: refused(200, 'SUBGRAPH_ERROR'),
        async act(world) {
          world.fragile.behave((response) => void response.writeHead(200, JSON_TYPE).end(`{"errors":[{"message":"no","path":["${name}","polluted"],"extensions":{"${name}":{"polluted":"yes"}}}]}`));
          return send(world.port('gateway'), graphqlRequest('{ fragile }'));
        },
      },
      {
        name: `${name} as the path of a subgraph's answer`,
        surface: 'gateway' as const,
        expected: answered(`{"data":{"${name}":"whole"}}`),
        act: async (world) => outcomeOf(await exchange(world.port('gateway'), httpText(graphqlRequest(`{ ${name}: fragile }`)))),
      },
    ] satisfies Row[],
);

export const nameRows: readonly Row[] = [...inDocuments('gateway'), ...inDocuments('subgraph'), ...inVariables, ...inAnswers];
