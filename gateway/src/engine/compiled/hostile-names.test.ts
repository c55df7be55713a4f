import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { parse, validate } from 'graphql';
import { composeOf } from '../../../../test/support/gateway/shop.js';
import { planningHere } from '../../planning/planning-here.js';
import type { LoadedSupergraph, SubgraphAnswer, SubgraphFetch } from '../engine.js';
import { createCompiledEngine } from './compiled-engine.js';

/** Names that are more than names to JavaScript; GraphQL takes them all. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
];

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
/** `__proto__` cannot be a field: names of a schema that begin so are reserved. */
const FIELDS = NAMES.filter((name) => !name.startsWith('__'));
const SDL = composeOf([
  {
    name: 'things',
    url: 'http://things/',
    sdl: `${LINK} type Query { things: [Thing!]! } type Thing @key(fields: "id") { id: ID! name(n: Int): String }`,
  },
  {
    name: 'more',
    url: 'http://more/',
    sdl: `${LINK} type Thing @key(fields: "id") { id: ID! inner: Inner text(n: Int): String } type Inner { value: String ${FIELDS.map((name) => `${name}: String`).join(' ')} }`,
  },
]);

/** What every object inherits, before and after. */
const inherited = () => JSON.stringify(Object.getOwnPropertyNames(Object.prototype).toSorted());

describe('names that are more than names to JavaScript', () => {
  let loaded: LoadedSupergraph;
  const before = inherited();
  beforeAll(async () => {
    const engine = createCompiledEngine({
      planCacheMiB: 4,
      planRefusalMs: 60_000,
      startPlanning: planningHere({ evaluatedPlansMax: 200, pathsPerFieldMax: 200 }),
    });
    loaded = await engine.load({ sdl: SDL, hash: artifactHash(SDL) });
  });
  afterAll(() => loaded.dispose());

  /** Answers as JSON, like those of a socket. */
  const run = async (
    source: string,
    answers: Readonly<Record<string, string>>,
    variables: Record<string, unknown> = {},
  ) => {
    const document = parse(source);
    expect(validate(loaded.apiSchema, document)).toEqual([]);
    const fetched: SubgraphFetch[] = [];
    const result = await loaded.execute(
      { documentHash: source, document, operationName: undefined },
      {
        variables,
        fetchSubgraph: (fetch) => {
          fetched.push(fetch);
          const data = JSON.parse(answers[fetch.subgraph] ?? 'null') as Record<string, unknown>;
          return Promise.resolve({ kind: 'answered', data, errors: [] } satisfies SubgraphAnswer);
        },
      },
      new AbortController().signal,
    );
    expect(inherited()).toBe(before);
    expect(Object.keys({})).toEqual([]);
    return { json: JSON.stringify(result.data), errors: result.errors, fetched, data: result.data };
  };
  const THINGS = '{"things":[{"__typename":"Thing","id":"1"},{"__typename":"Thing","id":"2"}]}';

  it.each(NAMES)('%s as an alias of a root, an object and a value', async (name) => {
    const { json, data } = await run(`{ ${name}: things { ${name}: id } }`, {
      things: `{"${name}":[{"${name}":"1"},{"${name}":"2"}]}`,
    });
    expect(json).toBe(`{"${name}":[{"${name}":"1"},{"${name}":"2"}]}`);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  it.each(NAMES)('%s as an alias of what another subgraph brings', async (name) => {
    const { json, errors } = await run(`{ things { id ${name}: inner { ${name}: value } } }`, {
      things: THINGS,
      more: `{"_entities":[{"${name}":{"${name}":"x"}},{"${name}":null}]}`,
    });
    expect(errors).toEqual([]);
    expect(json).toBe(`{"things":[{"id":"1","${name}":{"${name}":"x"}},{"id":"2","${name}":null}]}`);
  });

  it.each(NAMES)('%s as an alias that nobody answers', async (name) => {
    const { json } = await run(`{ things { id ${name}: inner { ${name}: value } } }`, {
      things: THINGS,
      more: '{"_entities":[{},{}]}',
    });
    expect(json).toBe(`{"things":[{"id":"1","${name}":null},{"id":"2","${name}":null}]}`);
  });

  it.each(FIELDS)('%s as a field', async (name) => {
    const { json } = await run(`{ things { inner { ${name} } } }`, {
      things: THINGS,
      more: `{"_entities":[{"inner":{"${name}":"x"}},{"inner":{}}]}`,
    });
    expect(json).toBe(`{"things":[{"inner":{"${name}":"x"}},{"inner":{"${name}":null}}]}`);
  });

  it.each(NAMES)('%s as a variable, given and not given', async (name) => {
    const source = `query ($${name}: Int) { things { text(n: $${name}) } }`;
    const answers = { things: THINGS, more: '{"_entities":[{"text":"a"},{"text":"b"}]}' };
    const given = await run(source, answers, JSON.parse(`{"${name}":7}`) as Record<string, unknown>);
    expect(given.json).toBe('{"things":[{"text":"a"},{"text":"b"}]}');
    expect(given.fetched[1]?.body).toContain(`"${name}":7`);
    const absent = await run(source, answers);
    expect(absent.fetched[1]?.body).not.toContain(`"${name}":`);
  });

  it.each(NAMES)('%s among the variables that nobody asked for', async (name) => {
    const variables = JSON.parse(`{"${name}":{"polluted":true}}`) as Record<string, unknown>;
    const { json } = await run('{ things { id } }', { things: THINGS }, variables);
    expect(json).toBe('{"things":[{"id":"1"},{"id":"2"}]}');
  });

  it.each(NAMES)('%s in the answer of a subgraph, where nobody asked for it', async (name) => {
    const { json, errors } = await run('{ things { id inner { value } } }', {
      things: `{"${name}":{"polluted":true},"things":[{"__typename":"Thing","id":"1","${name}":{"polluted":true}}]}`,
      more: `{"_entities":[{"${name}":{"polluted":true},"inner":{"${name}":{"polluted":true},"value":"x"}}]}`,
    });
    expect(errors).toEqual([]);
    expect(json).toBe('{"things":[{"id":"1","inner":{"value":"x"}}]}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(NAMES)('%s as the type that a subgraph says', async (name) => {
    const { json } = await run('{ things { id inner { value } } }', {
      things: `{"things":[{"__typename":"${name}","id":"1"}]}`,
      more: '{"_entities":[{"inner":{"value":"x"}}]}',
    });
    expect(json).toBe('{"things":[{"id":"1","inner":null}]}');
  });

  it.each(NAMES)('%s under a condition', async (name) => {
    const source = `query ($${name}: Boolean!) { things { id @include(if: $${name}) text @skip(if: $${name}) } }`;
    const answers = { things: THINGS, more: '{"_entities":[{"text":"a"},{"text":"b"}]}' };
    const value = (is: boolean) => JSON.parse(`{"${name}":${is}}`) as Record<string, unknown>;
    expect((await run(source, answers, value(true))).json).toBe('{"things":[{"id":"1"},{"id":"2"}]}');
    expect((await run(source, answers, value(false))).json).toBe('{"things":[{"text":"a"},{"text":"b"}]}');
  });
});
