import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RunningPlatform } from '@kontor/platform';
import { fakeIo } from '../../cli/src/io.fake.js';
import { runCli } from '../../cli/src/run-cli.js';
import { type FakeSubgraph, startFakeSubgraph } from '../support/gateway/fake-subgraph.js';
import { PRODUCTS_RESOLVERS, PRODUCTS_SDL, REVIEWS_RESOLVERS, REVIEWS_SDL } from '../support/gateway/shop.js';
import { type RunningDev, startDev } from '../support/kontor/dev.js';
import { createGround, type Ground, startOn } from './platform-harness.js';

jest.setTimeout(90_000);

let ground: Ground;
let platform: RunningPlatform;
let deployed: { products: FakeSubgraph; reviews: FakeSubgraph };
let mine: FakeSubgraph;
let cwd: string;
let running: RunningDev[] = [];

const MINE = `${REVIEWS_SDL}extend type Review { stars: Int }\n`;

beforeAll(async () => {
  ground = await createGround();
  platform = await startOn(ground);
  deployed = {
    products: await startFakeSubgraph('products', PRODUCTS_SDL, PRODUCTS_RESOLVERS),
    reviews: await startFakeSubgraph('reviews', REVIEWS_SDL, REVIEWS_RESOLVERS),
  };
  mine = await startFakeSubgraph('reviews', MINE, {
    ...REVIEWS_RESOLVERS,
    Query: { latestReviews: () => [{ id: 'mine', text: 'From here', stars: 5 }] },
  });
});
afterAll(async () => {
  await Promise.all([deployed.products.close(), deployed.reviews.close(), mine.close()]);
  await platform.close();
  await ground.remove();
});
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-dev-graph-'));
  await writeFile(join(cwd, 'reviews.graphql'), MINE);
});
afterEach(async () => {
  await Promise.all(running.map((dev) => dev.stop()));
  running = [];
  await rm(cwd, { recursive: true, force: true });
});

async function kontor(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const io = fakeIo({ cwd, env: { KONTOR_HOME: ground.home, KONTOR_PLATFORM_URL: platform.url } });
  const exitCode = await runCli(argv, io);
  return { exitCode, ...io.printed };
}
async function publish(ref: string, name: string, sdl: string, routingUrl: string): Promise<void> {
  await writeFile(join(cwd, 'publish.graphql'), sdl);
  const words = ['subgraph', 'publish', ref, '--name', name, '--schema', 'publish.graphql'];
  const ran = await kontor(...words, '--routing-url', routingUrl);
  if (ran.exitCode !== 0) throw new Error(ran.stdout + ran.stderr);
}
/** A graph of its own per test, as its teams published it. */
async function publishShop(graph: string): Promise<string> {
  await kontor('graph', 'create', graph);
  await publish(graph, 'products', PRODUCTS_SDL, deployed.products.url);
  await publish(graph, 'reviews', REVIEWS_SDL, deployed.reviews.url);
  return `${graph}@current`;
}
async function dev(
  options: Parameters<typeof startDev>[0],
  env: Record<string, string> = {},
): Promise<RunningDev> {
  const place = { cwd, home: ground.home, env: { KONTOR_PLATFORM_URL: platform.url, ...env } };
  const started = await startDev(options, place, { answerTimeoutMs: 5_000 });
  running.push(started);
  return started;
}
const overridden = (graph: string) => ({
  graph,
  name: ['reviews'],
  schema: ['reviews.graphql'],
  routingUrl: [mine.url],
});

describe('over a deployed graph', () => {
  it('one subgraph is the local one, schema and address; all others are what is deployed', async () => {
    const graph = await publishShop('override');
    const kontorDev = await dev(overridden(graph));
    expect(await kontorDev.next('composed')).toMatchObject({
      subgraphs: [
        { name: 'products', routingUrl: deployed.products.url, from: graph },
        { name: 'reviews', routingUrl: mine.url, from: 'reviews' },
      ],
    });
    expect(
      await kontorDev.ask('{ product(id: 1) { name reviews { text } } latestReviews { text stars } }'),
    ).toMatchObject({
      codes: [],
      data: {
        product: { name: 'Product 1', reviews: [{ text: 'Review of 1' }] },
        latestReviews: [{ text: 'From here', stars: 5 }],
      },
    });
    // Nothing of it reaches the platform.
    const listed = await kontor('subgraph', 'list', graph);
    expect(listed.stdout).toContain(deployed.reviews.url);
    expect(listed.stdout).not.toContain(mine.url);
  });

  it('keeps the deployed address of a subgraph of which only the schema is named', async () => {
    const graph = await publishShop('address');
    await writeFile(join(cwd, 'reviews.graphql'), REVIEWS_SDL);
    const kontorDev = await dev({ graph, name: ['reviews'], schema: ['reviews.graphql'] });
    expect(await kontorDev.next('composed')).toMatchObject({
      subgraphs: [
        { name: 'products' },
        { name: 'reviews', routingUrl: deployed.reviews.url, from: 'reviews' },
      ],
    });
  });

  it('follows what teams publish meanwhile, unless it does not go with the local change', async () => {
    const graph = await publishShop('follow');
    const kontorDev = await dev(overridden(graph));
    await kontorDev.next('composed');
    const more = PRODUCTS_SDL.replace('type Guide {', 'type Guide { pages: Int');
    await publish(graph, 'products', more, deployed.products.url);
    expect(await kontorDev.next('composed')).toMatchObject({
      because: [graph],
      changes: { added: ['Guide.pages'] },
    });
    // `stars` is a number here and now a text there.
    const clash = `${more}type Review @shareable { stars: String! }\n`;
    await publish(graph, 'products', clash, deployed.products.url).catch(() => undefined);
    const { products } = deployed;
    await kontor('subgraph', 'delete', graph, '--name', 'reviews', '--yes');
    await publish(graph, 'products', clash, products.url);
    expect(await kontorDev.next('peer-stale')).toMatchObject({
      source: graph,
      reason: { message: expect.stringContaining('does not compose with the rest') as unknown },
    });
    expect((await kontorDev.ask('{ latestReviews { stars } }')).data).toEqual({
      latestReviews: [{ stars: 5 }],
    });
  });

  it('goes on with the last fetched copy while the platform is away, in a later run too', async () => {
    const graph = await publishShop('away');
    const first = await dev(overridden(graph));
    await first.next('composed');
    await first.stop();
    running = [];

    const port = Number(new URL(platform.url).port);
    await platform.close();
    const second = await dev(overridden(graph));
    expect(await second.next('peer-stale')).toMatchObject({
      source: graph,
      since: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      reason: { code: 'PLATFORM_UNREACHABLE' },
    });
    await second.next('composed');
    expect((await second.ask('{ product(id: 1) { name } latestReviews { stars } }')).data).toEqual({
      product: { name: 'Product 1' },
      latestReviews: [{ stars: 5 }],
    });
    platform = await startOn(ground, { port });
    expect(await second.next('peer-back')).toMatchObject({ source: graph });
  });

  it.each([
    ['a graph that does not exist', 'nowhere', {}, 'VARIANT_NOT_FOUND'],
    [
      'a key that is refused',
      'kontor',
      { KONTOR_API_KEY: `kontor_${'0'.repeat(16)}_${'A'.repeat(43)}` },
      'KEY_INVALID',
    ],
  ])('does not start for %s', async (_title, graph, env, code) => {
    const kontorDev = await dev({ ...overridden(graph), name: ['other'] }, env as Record<string, string>);
    await expect(kontorDev.next('composed')).rejects.toMatchObject({ code, exitCode: 2 });
    running = [];
  });
});
