import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestDatabase } from '@kontor/testkit';
import {
  createGraph,
  registryDatabase,
  sdlOf,
  startRegistry,
  type RunningRegistry,
} from './registry-harness.js';

// A machine that has other work to do is slow, not wrong.
jest.setTimeout(60_000);

let database: TestDatabase;
let registry: RunningRegistry;

const routingUrl = 'http://127.0.0.1:9/graphql';
const VARIANT = `query ($ref: String!) { variant(ref: $ref) { currentLaunch { sequence } supergraph { hash } } }`;

/** Valid, and heavy: every type can be reached from every other through a key. */
const heavySdl = (name: string, types: number): string =>
  sdlOf(name) +
  Array.from(
    { length: types },
    (_, index) =>
      `type ${name}_${index} @key(fields: "id") { id: ID! ${Array.from({ length: 20 }, (_field, field) => `f${field}: ${name}_${(index + field) % types}`).join(' ')} }`,
  ).join('\n');

beforeAll(async () => {
  database = await registryDatabase();
});
afterAll(() => database?.drop());

describe.each([
  ['heap', { heapMb: 24 }, 'COMPOSITION_OUT_OF_MEMORY', heavySdl('heavy', 2_000)],
  ['time', { timeoutMs: 20 }, 'COMPOSITION_TIMED_OUT', heavySdl('heavy', 500)],
])('composition over its %s', (title, composeLimits, code, sdl) => {
  const ref = `over-${title}`;
  beforeAll(async () => {
    registry = await startRegistry({ databaseUrl: database.url, composeLimits });
    await createGraph(registry, ref);
  });
  afterAll(() => registry?.stop());

  it('fails its launch with a coded reason, changes nothing for clients, and the process goes on', async () => {
    const answer = await registry.publish({ ref, name: 'heavy', sdl, routingUrl });
    expect(answer.errors).toEqual([]);
    expect(answer.data.publishSubgraph).toMatchObject({
      changed: true,
      version: { status: 'REFUSED' },
      launch: {
        status: 'FAILED',
        sequence: 1,
        problems: [{ code, fix: expect.stringMatching(/\w/), locations: [] }],
      },
    });
    expect((await registry.ask(VARIANT, { ref })).data.variant).toEqual({
      currentLaunch: null,
      supergraph: null,
    });

    const check = await registry.ask(
      `mutation ($input: CheckSubgraphInput!) { checkSubgraph(input: $input) { passed problems { code } } }`,
      { input: { ref, name: 'heavy', sdl, routingUrl } },
    );
    expect(check.data.checkSubgraph).toEqual({ passed: false, problems: [{ code }] });
  });
});

describe('composition within its limits', () => {
  beforeAll(async () => {
    registry = await startRegistry({ databaseUrl: database.url, composeLimits: { waitingMax: 2 } });
    for (const number of [1, 2, 3, 4, 5, 6]) await createGraph(registry, `queued${number}`);
  });
  afterAll(() => registry?.stop());

  it('composes a large schema', async () => {
    const sdl = heavySdl('heavy', 200);
    const { data } = await registry.publish({ ref: 'queued1', name: 'heavy', sdl, routingUrl });
    expect(data.publishSubgraph.launch.status).toBe('COMPLETED');
  });

  it('turns away what the queue cannot hold, and records nothing of it', async () => {
    const refs = [1, 2, 3, 4, 5, 6].map((number) => `queued${number}`);
    const sdl = heavySdl('queue', 100);
    const answers = await Promise.all(
      refs.map(async (ref) => ({
        ref,
        ...(await registry.publish({ ref, name: 'queue', sdl, routingUrl })),
      })),
    );
    const [away, through] = [
      answers.filter(({ errors }) => errors.length > 0),
      answers.filter(({ errors }) => errors.length === 0),
    ];
    // One composes and two wait; how many more come in while it does is a matter of timing.
    expect(through.length).toBeGreaterThanOrEqual(3);
    expect(away.length).toBeGreaterThanOrEqual(1);
    for (const { ref, errors } of away) {
      expect(errors.map((error) => error.extensions.code)).toEqual(['COMPOSITION_BUSY']);
      const { data } = await registry.ask(
        `query ($ref: String!) { variant(ref: $ref) { subgraph(name: "queue") { name } } }`,
        { ref },
      );
      expect(data.variant.subgraph).toBeNull();
    }
  });
});
