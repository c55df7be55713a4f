import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type GatewayConfigInput, type RunningGateway } from '@kontor/gateway';
import { artifactHash } from '@kontor/protocol';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuse, startFakePlatform, type FakePlatform } from '../support/gateway/fake-platform.js';
import { ask, codesOf, sendRaw } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { until } from '../support/gateway/until.js';

describe('a gateway with a registry', () => {
  let shop: Shop;
  let platform: FakePlatform;
  let folder: string;
  let lastGoodFile: string;
  const running: RunningGateway[] = [];

  const start = async (config: Partial<GatewayConfigInput> = {}) => {
    const registry = { platformUrl: platform.url, ref: 'shop@current', apiKey: 'kontor_key', lastGoodFile };
    const gateway = await startGateway({ port: 0, logLevel: 'silent', registry, ...config });
    running.push(gateway);
    return gateway;
  };
  const serves = (gateway: RunningGateway, sdl: string) => () =>
    gateway.status().supergraphHash === artifactHash(sdl);
  const works = async (gateway: RunningGateway) =>
    expect((await ask(gateway.url, '{ latestReviews { text } }')).body).toEqual({
      data: { latestReviews: [{ text: 'Good' }] },
    });
  const ready = (gateway: RunningGateway) => sendRaw(gateway.url, { method: 'GET', path: '/health/ready' });

  beforeAll(async () => {
    shop = await startShop();
  });
  beforeEach(async () => {
    platform = await startFakePlatform();
    folder = await mkdtemp(join(tmpdir(), 'kontor-gateway-'));
    lastGoodFile = join(folder, 'last-good', 'shop@current.graphql');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((gateway) => gateway.close()));
    await platform.stop();
    await rm(folder, { recursive: true });
  });
  afterAll(() => shop.close());

  it('serves what the platform delivers, and asks with key and ETag', async () => {
    platform.deliver(shop.supergraph);
    const gateway = await start();
    await works(gateway);
    const hash = artifactHash(shop.supergraph);
    await until('the long poll', () => platform.polls.length === 2);
    expect(platform.polls).toEqual([
      { ifNoneMatch: undefined, waitMs: 0, key: 'Bearer kontor_key' },
      { ifNoneMatch: `"${hash}"`, waitMs: expect.any(Number), key: 'Bearer kontor_key' },
    ]);
    expect(platform.polls[1]?.waitMs).toBeGreaterThanOrEqual(22_500);
    expect(platform.polls[1]?.waitMs).toBeLessThanOrEqual(30_000);
    expect(gateway.status()).toMatchObject({ supergraphHash: hash, source: { kind: 'connected' } });
    expect((await ready(gateway)).status).toBe(200);
  });

  it('serves a publish within a second', async () => {
    platform.deliver(shop.supergraph);
    const gateway = await start();
    await until('the long poll is held', () => platform.polls.length === 2);
    const next = shop.supergraphWith('fresh');
    const publishedAt = performance.now();
    platform.deliver(next);
    await until('the publish serves', serves(gateway, next));
    expect(performance.now() - publishedAt).toBeLessThan(1_000);
  });

  it('runs without a supergraph: live, not ready, 503 with a code; then serves the first', async () => {
    const gateway = await start();
    expect((await sendRaw(gateway.url, { method: 'GET', path: '/health/live' })).status).toBe(200);
    expect((await ready(gateway)).status).toBe(503);
    const early = await ask(gateway.url, '{ latestReviews { text } }');
    expect([early.status, codesOf(early)]).toEqual([503, ['SUPERGRAPH_NOT_READY']]);
    expect(early.body.errors?.[0]?.message).toContain('kontor subgraph publish');
    expect(gateway.status().source).toMatchObject({ kind: 'waiting', code: 'SUPERGRAPH_NOT_READY' });
    const publishedAt = performance.now();
    platform.deliver(shop.supergraph);
    await until('the first serves', serves(gateway, shop.supergraph));
    expect(performance.now() - publishedAt).toBeLessThan(1_000);
    await works(gateway);
    expect((await ready(gateway)).status).toBe(200);
  });

  it('keeps serving while the platform is down, says so, and catches up', async () => {
    platform.deliver(shop.supergraph);
    const gateway = await start();
    await until('the long poll is held', () => platform.polls.length === 2);
    await platform.stop();
    await until('it noticed', () => gateway.status().source.kind === 'stale');
    await works(gateway);
    expect((await ready(gateway)).status).toBe(200);
    const next = shop.supergraphWith('later');
    platform.deliver(next);
    await platform.start();
    await until('it caught up', serves(gateway, next), 15_000);
    expect(gateway.status().source.kind).toBe('connected');
  }, 30_000);

  describe('the last good copy', () => {
    const leaveCopy = async () => {
      platform.deliver(shop.supergraph);
      const gateway = await start();
      await until('the copy is written', () =>
        readFile(lastGoodFile).then(
          () => true,
          () => false,
        ),
      );
      await gateway.close();
    };

    it('serves a restart while the platform is down', async () => {
      await leaveCopy();
      await platform.stop();
      const gateway = await start();
      await works(gateway);
      expect(gateway.status().source).toMatchObject({ kind: 'stale', code: 'PLATFORM_UNREACHABLE' });
    });

    it('costs the platform a 304 at a restart, and no supergraph', async () => {
      await leaveCopy();
      platform.polls.length = 0;
      const gateway = await start();
      expect(platform.polls[0]).toMatchObject({
        ifNoneMatch: `"${artifactHash(shop.supergraph)}"`,
        waitMs: 0,
      });
      await works(gateway);
      expect(gateway.status().source.kind).toBe('connected');
    });

    it('serves a restart while the platform refuses the key', async () => {
      await leaveCopy();
      platform.answerWith((response) => refuse(response, 401, 'KEY_INVALID'));
      const gateway = await start();
      await works(gateway);
      expect(gateway.status().source).toMatchObject({ kind: 'stale', code: 'KEY_INVALID' });
    });

    it('serves nothing of a graph that is gone', async () => {
      await leaveCopy();
      platform.answerWith((response) => refuse(response, 404, 'GRAPH_NOT_FOUND'));
      const gateway = await start();
      expect(gateway.status()).toMatchObject({ supergraphHash: null, source: { code: 'GRAPH_NOT_FOUND' } });
    });

    it('is not served when it was damaged', async () => {
      await leaveCopy();
      await writeFile(lastGoodFile, (await readFile(lastGoodFile, 'utf8')).replace('Review', 'Revuew'));
      await platform.stop();
      const gateway = await start();
      expect(gateway.status().supergraphHash).toBeNull();
      expect((await ready(gateway)).status).toBe(503);
    });

    it('gives way as soon as the platform has a newer one', async () => {
      await leaveCopy();
      await platform.stop();
      const gateway = await start();
      const next = shop.supergraphWith('newer');
      platform.deliver(next);
      await platform.start();
      await until('the newer one serves', serves(gateway, next), 15_000);
    }, 30_000);
  });

  describe('refuses', () => {
    it('an artifact that is not the one announced', async () => {
      platform.deliver(shop.supergraph);
      const gateway = await start();
      platform.answerWith((response) => {
        response.writeHead(200, { etag: `"${artifactHash('another')}"` }).end(shop.supergraphWith('forged'));
      });
      await until('it was refused', () => gateway.status().source.kind === 'stale', 40_000);
      expect(gateway.status()).toMatchObject({
        supergraphHash: artifactHash(shop.supergraph),
        source: { code: 'SUPERGRAPH_HASH_MISMATCH' },
      });
      await works(gateway);
    });

    it('an artifact that is no supergraph, asks for it once only, and keeps no copy', async () => {
      platform.deliver(shop.supergraph);
      const gateway = await start();
      await until('the long poll is held', () => platform.polls.length === 2);
      const copy = await readFile(lastGoodFile, 'utf8');
      const broken = 'type Query { a: Int }';
      platform.deliver(broken);
      await until('the next poll', () => platform.polls.length === 3);
      expect(platform.polls.at(-1)?.ifNoneMatch).toBe(`"${artifactHash(broken)}"`);
      expect(gateway.status().supergraphHash).toBe(artifactHash(shop.supergraph));
      expect(await readFile(lastGoodFile, 'utf8')).toBe(copy);
      const fixed = shop.supergraphWith('fixed');
      platform.deliver(fixed);
      await until('the next publish serves', serves(gateway, fixed));
    });
  });

  it('makes no hot loop of a platform that answers at once', async () => {
    platform.deliver(shop.supergraph);
    const gateway = await start();
    platform.answerWith((response) => {
      response.writeHead(304).end();
    });
    const before = platform.polls.length;
    const startedAt = performance.now();
    await until('five more polls', () => platform.polls.length >= before + 5);
    expect(performance.now() - startedAt).toBeGreaterThan(600);
    expect(gateway.status().source.kind).toBe('connected');
  });

  it('closes at once while a poll is held', async () => {
    platform.deliver(shop.supergraph);
    const gateway = await start();
    await until('the long poll is held', () => platform.polls.length === 2);
    const startedAt = performance.now();
    await gateway.close();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
