import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RunningPlatform } from '@kontor/platform';
import {
  ACTOR_HEADER,
  ACTOR_LIFE_MS,
  KEY_SNAPSHOT_REFRESH_MS,
  signActor,
  supergraphPath,
  SYSTEM_ACTOR,
  verifyActor,
} from '@kontor/protocol';
import { ask, createGround, eventually, type Ground, startOn } from './platform-harness.js';

jest.setTimeout(60_000);

let ground: Ground;
let platform: RunningPlatform;
let graphql: string;
let adminKey: string;
let signingKey: Uint8Array;
beforeAll(async () => {
  ground = await createGround();
  platform = await startOn(ground);
  graphql = `${platform.url}/graphql`;
  ({ adminKey } = await ground.credentials());
  signingKey = Buffer.from(
    (await readFile(join(ground.home, 'actor-signing-key'), 'utf8')).trim(),
    'base64url',
  );
});
afterAll(async () => {
  await platform.close();
  await ground.remove();
});

const WHO_AM_I = '{ whoAmI { actor { id } organisation { slug } } }';
const CREATE_KEY =
  'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }';

const createKey = async (input: object, by = adminKey): Promise<{ secret: string; id: string }> => {
  const { data, codes } = await ask(graphql, by, CREATE_KEY, { input });
  expect(codes).toEqual([]);
  return { secret: data.createApiKey.secret, id: data.createApiKey.apiKey.id };
};

describe('the key of a request', () => {
  it.each([
    ['none', undefined],
    ['one of another form', 'sk-whatever'],
    ['one that never existed', `kontor_${'0'.repeat(16)}_${'A'.repeat(43)}`],
  ])('must be there and good: %s is a 401', async (_what, key) => {
    expect(await ask(graphql, key, WHO_AM_I)).toMatchObject({ status: 401, codes: ['KEY_INVALID'] });
  });

  it('guards schema questions too', async () => {
    expect(await ask(graphql, undefined, '{ __schema { queryType { name } } }')).toMatchObject({
      status: 401,
    });
    expect(
      (await ask(graphql, adminKey, '{ __schema { queryType { name } } }')).data.__schema.queryType.name,
    ).toBe('Query');
  });

  it('never reaches a subgraph; a signed actor does, whatever the client sends beside', async () => {
    const seen: Record<string, string | string[] | undefined>[] = [];
    const probe = createServer((request, response) => {
      seen.push(request.headers);
      response.setHeader('content-type', 'application/json').end('{"data":{"probe":"seen"}}');
    });
    await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
    try {
      await eventually(
        async () =>
          (await ask(graphql, adminKey, '{ variant(ref: "kontor@current") { subgraphs { totalCount } } }'))
            .data.variant?.subgraphs.totalCount === 2,
      );
      const published = await ask(
        graphql,
        adminKey,
        'mutation($input: PublishSubgraphInput!) { publishSubgraph(input: $input) { launch { status } } }',
        {
          input: {
            ref: 'kontor@current',
            name: 'probe',
            sdl: 'type Query { probe: String }',
            routingUrl: `http://127.0.0.1:${(probe.address() as AddressInfo).port}/`,
          },
        },
      );
      expect(published.data.publishSubgraph.launch.status).toMatch(/COMPLETED|PENDING/);
      const forged = signActor({ ...SYSTEM_ACTOR, id: 'forged' }, Buffer.alloc(32, 1));
      await eventually(
        async () =>
          (await ask(graphql, adminKey, '{ probe }', {}, { [ACTOR_HEADER]: forged })).data?.probe === 'seen',
      );
      expect(seen.length).toBeGreaterThan(0);
      for (const headers of seen) {
        expect(JSON.stringify(headers)).not.toContain(adminKey);
        expect(headers['authorization']).toBeUndefined();
        const verdict = verifyActor(String(headers[ACTOR_HEADER]), signingKey);
        expect(verdict).toMatchObject({
          kind: 'valid',
          actor: { kind: 'PERSON', keyId: adminKey.split('_')[1] },
        });
      }
    } finally {
      await ask(
        graphql,
        adminKey,
        'mutation { deleteSubgraph(input: { ref: "kontor@current", name: "probe" }) { passed } }',
      );
      probe.closeAllConnections();
      probe.close();
    }
  });
});

describe('a platform subgraph', () => {
  const actor = { ...SYSTEM_ACTOR, id: 'somebody' };
  it.each([
    ['no header', () => undefined],
    ['an API key instead', () => undefined, true],
    ['another key', () => signActor(actor, Buffer.alloc(32, 9))],
    ['an expired header', () => signActor(actor, signingKey, Date.now() - ACTOR_LIFE_MS - 1_000)],
    ['a header from the far future', () => signActor(actor, signingKey, Date.now() + 10 * ACTOR_LIFE_MS)],
    [
      'a header that was changed',
      () => signActor(actor, signingKey).replace(/^./, (first) => (first === 'e' ? 'f' : 'e')),
    ],
  ])('refuses %s, `_service` included', async (_what, header, withKey = false) => {
    const value = header();
    for (const name of ['identity', 'registry'])
      for (const query of ['{ _service { sdl } }', '{ __typename }'])
        expect(
          await ask(
            `${platform.url}/subgraphs/${name}`,
            withKey ? adminKey : undefined,
            query,
            {},
            value === undefined ? {} : { [ACTOR_HEADER]: value },
          ),
        ).toMatchObject({ status: 401, codes: ['ACTOR_REQUIRED'] });
  });

  it('answers whom the platform gateway vouches for', async () => {
    const headers = { [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, signingKey) };
    for (const name of ['identity', 'registry'])
      expect(
        (await ask(`${platform.url}/subgraphs/${name}`, undefined, '{ _service { sdl } }', {}, headers)).data
          ._service.sdl,
      ).toContain('type Query');
  });

  it("does not hand identity's own endpoints to anybody", async () => {
    const authenticate = await fetch(`${platform.url}/subgraphs/identity/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
      body: JSON.stringify({ key: adminKey }),
    });
    expect(authenticate.status).toBe(401);
    const snapshot = await fetch(`${platform.url}/subgraphs/identity/key-snapshot`, {
      headers: { authorization: `Bearer ${adminKey}` },
    });
    expect(snapshot.status).toBe(401);
  });
});

describe('a revoked key', () => {
  it('is refused everywhere within five seconds', async () => {
    const { secret, id } = await createKey({ name: 'short-lived', role: 'DEVELOPER' });
    const deliver = () =>
      fetch(`${platform.url}${supergraphPath('kontor', 'current')}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
    expect(await ask(graphql, secret, WHO_AM_I)).toMatchObject({ status: 200 });
    await eventually(async () => (await deliver()).status === 200);
    expect(
      (
        await ask(
          graphql,
          adminKey,
          'mutation($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { revokedAt } } }',
          { id },
        )
      ).codes,
    ).toEqual([]);
    const revokedAt = performance.now();
    await Promise.all([
      eventually(async () => (await ask(graphql, secret, WHO_AM_I)).codes[0] === 'KEY_INVALID'),
      eventually(async () => (await deliver()).status === 401),
    ]);
    // A little over for the questions themselves, on a busy machine.
    expect(performance.now() - revokedAt).toBeLessThan(KEY_SNAPSHOT_REFRESH_MS + 500);
    expect(await ask(graphql, secret, WHO_AM_I)).toMatchObject({ status: 401 });
  });
});

describe('organisations', () => {
  it("keep each other's graphs apart", async () => {
    const founded = await ask(
      graphql,
      adminKey,
      'mutation { createOrganisation(input: { slug: "rival", name: "Rival" }) { organisation { id } secret } }',
    );
    expect(founded.codes).toEqual([]);
    const { organisation, secret: rival } = founded.data.createOrganisation as {
      organisation: { id: string };
      secret: string;
    };
    const own = await createKey({ name: 'own', role: 'DEVELOPER' });
    const seen = await ask(
      graphql,
      own.secret,
      '{ organisation(slug: "rival") { id } variant(ref: "kontor@current") { ref } }',
    );
    expect(seen.data).toEqual({ organisation: null, variant: { ref: 'kontor@current' } });
    expect(
      (
        await ask(graphql, own.secret, CREATE_KEY, {
          input: { name: 'x', role: 'VIEWER', organisationId: organisation.id },
        })
      ).codes,
    ).toHaveLength(1);

    expect(
      (await ask(graphql, rival, '{ variant(ref: "kontor@current") { ref } graphs { totalCount } }')).data,
    ).toEqual({ variant: null, graphs: { totalCount: 0 } });
    const publish = await ask(
      graphql,
      rival,
      'mutation { publishSubgraph(input: { ref: "kontor@current", name: "spy", sdl: "type Query { a: ID }", routingUrl: "http://x" }) { changed } }',
    );
    expect(publish.codes).toEqual([expect.stringMatching(/NOT_FOUND|PERMISSION_DENIED/)]);
    expect(
      (
        await fetch(`${platform.url}${supergraphPath('kontor', 'current')}`, {
          headers: { authorization: `Bearer ${rival}` },
        })
      ).status,
    ).toBeGreaterThanOrEqual(403);
  });

  it('can be narrowed to a graph by key', async () => {
    await ask(graphql, adminKey, 'mutation { createGraph(input: { ref: "shop" }) { created } }');
    const { secret } = await createKey({ name: 'shop only', role: 'DEVELOPER', graphs: ['shop'] });
    const { data } = await ask(
      graphql,
      secret,
      '{ shop: variant(ref: "shop") { ref } own: variant(ref: "kontor@current") { ref } }',
    );
    expect(data).toEqual({ shop: { ref: 'shop@current' }, own: null });
  });
});

describe('while identity is away', () => {
  it('keys are neither accepted nor called wrong', async () => {
    const blind = await startOn(ground, {}, { KONTOR_IDENTITY_URL: 'http://127.0.0.1:9/subgraphs/identity' });
    try {
      expect(await ask(`${blind.url}/graphql`, adminKey, WHO_AM_I)).toMatchObject({
        status: 503,
        codes: ['IDENTITY_UNAVAILABLE'],
      });
    } finally {
      await blind.close();
    }
  });
});
