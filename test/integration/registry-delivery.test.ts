import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { artifactHash, KEY_SNAPSHOT_REFRESH_MS } from '@kontor/protocol';
import type { TestDatabase } from '@kontor/testkit';
import {
  acme,
  actor,
  createGraph,
  registryDatabase,
  sdlOf,
  startFakeIdentity,
  startRegistry,
  until,
  type FakeIdentity,
  type RunningRegistry,
} from './registry-harness.js';

// A machine that has other work to do is slow, not wrong.
jest.setTimeout(60_000);

let database: TestDatabase;
let identity: FakeIdentity;
let registry: RunningRegistry;
let key: string;

const routingUrl = 'http://127.0.0.1:9/graphql';
const gateway = actor({ id: 'gateway', permissions: ['supergraph:read'] });

beforeAll(async () => {
  database = await registryDatabase();
  identity = await startFakeIdentity();
  registry = await startRegistry({ databaseUrl: database.url, identityUrl: identity.url });
  key = identity.addKey(gateway);
  await createGraph(registry, 'shop');
  await publish('products');
});
afterAll(async () => {
  await registry?.stop();
  await identity?.stop();
  await database?.drop();
});

const publish = async (name: string, extra = '', ref = 'shop', to = registry) => {
  const answer = await to.publish({ ref, name, sdl: sdlOf(name, extra), routingUrl });
  const { launch } = answer.data.publishSubgraph;
  if (launch.status !== 'COMPLETED') throw new Error(JSON.stringify(launch));
  return launch;
};
const get = (path: string, options: Parameters<RunningRegistry['deliver']>[1] = {}, from = registry) =>
  from.deliver(path, { key, ...options });
const etagNow = async (path = 'shop/current') => (await get(path)).headers.get('etag') ?? '';
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string; fix: string } }).error;

describe('delivery', () => {
  it('hands out the supergraph with its hash as ETag, and the launch that brought it', async () => {
    const launch = await publish('delivered');
    const response = await get('shop/current');
    expect(response.status).toBe(200);
    const body = await response.text();
    expect(response.headers.get('etag')).toBe(`"${artifactHash(body)}"`);
    expect(response.headers.get('kontor-launch-id')).toBe(launch.id);
    expect(response.headers.get('kontor-launch-sequence')).toBe(String(launch.sequence));
    expect(response.headers.get('content-type')).toContain('application/graphql');
    expect(body).toContain('Of_delivered');
  });

  it('answers HEAD with the same headers and no body', async () => {
    const [got, head] = await Promise.all([get('shop/current'), get('shop/current', { method: 'HEAD' })]);
    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toBe(got.headers.get('etag'));
    expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
    expect(await head.text()).toBe('');
  });

  it('answers 304 to whoever has it', async () => {
    const etag = await etagNow();
    for (const given of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const response = await get('shop/current', { etag: given });
      expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, etag, '']);
    }
    expect((await get('shop/current', { etag: '"other"' })).status).toBe(200);
  });

  it('holds a request until something is published', async () => {
    const held = get('shop/current', { etag: await etagNow(), waitMs: 20_000 });
    const launch = await publish('news');
    const response = await held;
    expect(response.status).toBe(200);
    expect(response.headers.get('kontor-launch-id')).toBe(launch.id);
    expect(await response.text()).toContain('Of_news');
  });

  it('answers 304 when the wait is over', async () => {
    const startedMs = performance.now();
    const response = await get('shop/current', { etag: await etagNow(), waitMs: 300 });
    expect(response.status).toBe(304);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(290);
  });

  it('is not stirred by a refused publish', async () => {
    const held = get('shop/current', { etag: await etagNow(), waitMs: 20_000 });
    const { data } = await registry.publish({
      ref: 'shop',
      name: 'bad',
      sdl: 'type Query { a: No }',
      routingUrl,
    });
    expect(data.publishSubgraph.launch.status).toBe('REFUSED');
    const launch = await publish('good');
    expect((await held).headers.get('kontor-launch-id')).toBe(launch.id);
  });

  it('waits for the first supergraph of a variant', async () => {
    await createGraph(registry, 'fresh');
    const none = await get('fresh/current');
    expect([none.status, (await codeOf(none)).code]).toEqual([404, 'SUPERGRAPH_NOT_READY']);
    const held = get('fresh/current', { waitMs: 20_000 });
    await publish('first', '', 'fresh');
    expect((await held).status).toBe(200);
  });

  it('wakes on what another registry publishes', async () => {
    const other = await startRegistry({ databaseUrl: database.url, identityUrl: identity.url });
    try {
      const held = get('shop/current', { etag: await etagNow(), waitMs: 20_000 });
      const launch = await publish('elsewhere', '', 'shop', other);
      const response = await held;
      expect(response.status).toBe(200);
      expect(response.headers.get('kontor-launch-id')).toBe(launch.id);
    } finally {
      await other.stop();
    }
  });

  it('serves all of many that wait for the same', async () => {
    const etag = await etagNow();
    const held = Array.from({ length: 100 }, () => get('shop/current', { etag, waitMs: 20_000 }));
    await publish('crowd');
    const bodies = await Promise.all((await Promise.all(held)).map((response) => response.text()));
    expect(new Set(bodies.map(artifactHash)).size).toBe(1);
    expect(bodies[0]).toContain('Of_crowd');
  });

  it.each(['-1', '30001', '1.5', 'soon', '', '1e3'])('rejects waitMs=%s', async (waitMs) => {
    const response = await fetch(`${registry.url}/artifacts/shop/current/supergraph?waitMs=${waitMs}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect([response.status, (await codeOf(response)).code]).toEqual([400, 'INPUT_INVALID']);
  });
});

describe('who may load a supergraph', () => {
  const refusal = async (path: string, options: Parameters<RunningRegistry['deliver']>[1]) => {
    const response = await registry.deliver(path, options);
    const { code, message, fix } = await codeOf(response);
    expect(message).toMatch(/\w/);
    expect(fix).toMatch(/\w/);
    return [response.status, code];
  };
  const wellFormed = `kontor_${'a'.repeat(16)}_${'b'.repeat(43)}`;

  it('nobody without a good key', async () => {
    expect(await refusal('shop/current', {})).toEqual([401, 'KEY_INVALID']);
    expect(await refusal('shop/current', { key: 'nonsense' })).toEqual([401, 'KEY_INVALID']);
    expect(await refusal('shop/current', { key: wellFormed })).toEqual([401, 'KEY_INVALID']);
    expect(
      await refusal('shop/current', { key: `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}` }),
    ).toEqual([401, 'KEY_INVALID']);
    const expired = identity.addKey(gateway, new Date(Date.now() - 1_000));
    expect(await refusal('shop/current', { key: expired })).toEqual([401, 'KEY_INVALID']);
  });

  it('a key that was made a moment ago, at once', async () => {
    expect((await get('shop/current', { key: identity.addKey(gateway) })).status).toBe(200);
  });

  it('nobody without supergraph:read', async () => {
    const reader = identity.addKey(actor({ permissions: ['graph:read', 'subgraph:publish'] }));
    expect(await refusal('shop/current', { key: reader })).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('nobody of another organisation or scope, who cannot tell what exists', async () => {
    const strangers = [actor({ organisationId: 'other' }), actor({ graphs: ['elsewhere'] })];
    for (const stranger of strangers) {
      const strange = identity.addKey(stranger);
      for (const path of ['shop/current', 'shop/nosuch', 'nosuch/current'])
        expect(await refusal(path, { key: strange })).toEqual([404, 'GRAPH_NOT_FOUND']);
    }
  });

  it('a key scoped to the graph', async () => {
    const scoped = identity.addKey({ ...gateway, graphs: ['shop'] });
    expect((await get('shop/current', { key: scoped })).status).toBe(200);
  });

  it('says what is not there to those who may know', async () => {
    expect(await refusal('nosuch/current', { key })).toEqual([404, 'GRAPH_NOT_FOUND']);
    expect(await refusal('shop/nosuch', { key })).toEqual([404, 'VARIANT_NOT_FOUND']);
    expect(await refusal('shop/no%20such', { key })).toEqual([404, 'VARIANT_NOT_FOUND']);
    expect(await refusal('sh%00op/current', { key })).toEqual([404, 'GRAPH_NOT_FOUND']);
  });

  it('does not ask identity for every request', async () => {
    await get('shop/current');
    const before = identity.snapshots;
    await Promise.all(Array.from({ length: 50 }, () => get('shop/current')));
    expect(identity.snapshots - before).toBeLessThanOrEqual(1);
  });

  it('a flood of unknown keys does not become a flood at identity', async () => {
    const before = identity.snapshots;
    await Promise.all(
      Array.from({ length: 50 }, () => registry.deliver('shop/current', { key: wellFormed })),
    );
    expect(identity.snapshots - before).toBeLessThanOrEqual(2);
  });

  it('a revoked key no more after five seconds', async () => {
    const doomed = identity.addKey(gateway);
    expect((await get('shop/current', { key: doomed })).status).toBe(200);
    identity.revoke(doomed);
    const revokedMs = performance.now();
    await until(
      '401',
      async () => (await get('shop/current', { key: doomed })).status === 401,
      KEY_SNAPSHOT_REFRESH_MS,
    );
    expect(performance.now() - revokedMs).toBeLessThan(KEY_SNAPSHOT_REFRESH_MS);
  });

  it('a revoked key no more after five seconds, while its request is held', async () => {
    const doomed = identity.addKey(gateway);
    const held = registry.deliver('shop/current', { key: doomed, etag: await etagNow(), waitMs: 30_000 });
    const other = get('shop/current', { etag: await etagNow(), waitMs: 6_000 });
    await get('shop/current', { key: doomed });
    identity.revoke(doomed);
    const revokedMs = performance.now();
    const response = await held;
    expect([response.status, (await codeOf(response)).code]).toEqual([401, 'KEY_INVALID']);
    expect(performance.now() - revokedMs).toBeLessThan(KEY_SNAPSHOT_REFRESH_MS);
    // Somebody else's good key is not touched by it.
    expect((await other).status).toBe(304);
  });

  it('a key that loses its permission while its request is held, no more either', async () => {
    const demoted = identity.addKey(gateway);
    const held = registry.deliver('shop/current', { key: demoted, etag: await etagNow(), waitMs: 30_000 });
    await get('shop/current', { key: demoted });
    identity.change(demoted, actor({ permissions: [] }));
    const response = await held;
    expect([response.status, (await codeOf(response)).code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('leaves word at identity which keys were used', async () => {
    const local = await startRegistry({ databaseUrl: database.url, identityUrl: identity.url });
    const used = identity.addKey(gateway);
    expect((await local.deliver('shop/current', { key: used })).status).toBe(200);
    await local.stop();
    expect(identity.uses).toContain(/^kontor_([a-z0-9]+)_/.exec(used)?.[1]);
  });
});

describe('when identity does not answer', () => {
  it('the last snapshot holds for its time, then 503, then all is well again', async () => {
    const local = await startRegistry({
      databaseUrl: database.url,
      identityUrl: identity.url,
      keySnapshotStaleMsMax: 4_000,
    });
    try {
      expect((await get('shop/current', {}, local)).status).toBe(200);
      identity.down = true;
      const heldEtag = await etagNow();
      expect((await get('shop/current', { etag: heldEtag }, local)).status).toBe(304);
      const held = get('shop/current', { etag: heldEtag, waitMs: 30_000 }, local);
      const response = await until(
        '503',
        async () => {
          const answer = await get('shop/current', {}, local);
          return answer.status === 503 && answer;
        },
        10_000,
      );
      expect((await codeOf(response)).code).toBe('KEY_SNAPSHOT_UNAVAILABLE');
      expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
      expect((await held).status).toBe(503);
      identity.down = false;
      await until('200', async () => (await get('shop/current', {}, local)).status === 200, 10_000);
    } finally {
      identity.down = false;
      await local.stop();
    }
  });
});

describe('holding requests', () => {
  it('holds a limited number, and tells the others to come again', async () => {
    const local = await startRegistry({
      databaseUrl: database.url,
      identityUrl: identity.url,
      heldRequestsMax: 2,
    });
    try {
      const etag = await etagNow();
      const wait = () => get('shop/current', { etag, waitMs: 30_000 }, local);
      const answers: Response[] = [];
      const held = [wait(), wait(), wait(), wait()].map((request) =>
        request.then((answer) => void answers.push(answer)),
      );
      await until('two that were turned away', async () => answers.length === 2);
      for (const answer of answers) {
        expect([answer.status, (await codeOf(answer)).code]).toEqual([503, 'DELIVERY_BUSY']);
        expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      }
      await publish('room');
      await Promise.all(held);
      expect(answers.slice(2).map(({ status }) => status)).toEqual([200, 200]);
    } finally {
      await local.stop();
    }
  });

  it('frees the place of a client that hung up', async () => {
    const local = await startRegistry({
      databaseUrl: database.url,
      identityUrl: identity.url,
      heldRequestsMax: 1,
    });
    try {
      const etag = await etagNow();
      const hangUp = new AbortController();
      // The only place may be an attempt's at first: who is turned away asks again.
      const hold = async (): Promise<Response> => {
        const answer = await fetch(`${local.url}/artifacts/shop/current/supergraph?waitMs=30000`, {
          headers: { authorization: `Bearer ${key}`, 'if-none-match': etag },
          signal: hangUp.signal,
        });
        return answer.status === 503 ? hold() : answer;
      };
      const gone = hold().catch(() => 'gone');
      const attempt = () => get('shop/current', { etag, waitMs: 50 }, local);
      await until('its place to be taken', async () => (await attempt()).status === 503);
      hangUp.abort();
      expect(await gone).toBe('gone');
      await until('its place to be free', async () => (await attempt()).status === 304);
    } finally {
      await local.stop();
    }
  });

  it('answers held requests when shutting down begins', async () => {
    const local = await startRegistry({ databaseUrl: database.url, identityUrl: identity.url });
    const held = get('shop/current', { etag: await etagNow(), waitMs: 30_000 }, local);
    // Its key is being looked up meanwhile; the next answer comes after it was held.
    await get('shop/current', { etag: await etagNow(), waitMs: 100 }, local);
    const startedMs = performance.now();
    const stopped = local.stop();
    expect((await held).status).toBe(304);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    await stopped;
  });
});

it('publishes meant for one organisation never wake another', async () => {
  const other = actor({ organisationId: 'other', id: 'them' });
  await createGraph(registry, 'theirs', other);
  const held = get('shop/current', { etag: await etagNow(), waitMs: 400 });
  await registry.publish({ ref: 'theirs', name: 'own', sdl: sdlOf('own'), routingUrl }, other);
  expect((await held).status).toBe(304);
  expect((await get('theirs/current')).status).toBe(404);
  expect(acme.organisationId).not.toBe(other.organisationId);
});
