import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RunningPlatform } from '@kontor/platform';
import { supergraphPath } from '@kontor/protocol';
import { ask, createGround, eventually, type Ground, startOn } from './platform-harness.js';

jest.setTimeout(60_000);

let ground: Ground;
let platform: RunningPlatform;
let registry: RunningPlatform;
beforeAll(async () => {
  ground = await createGround();
  platform = await startOn(ground);
  registry = await startOn(
    ground,
    { only: 'registry' },
    { KONTOR_IDENTITY_URL: `${platform.url}/subgraphs/identity` },
  );
});
afterAll(async () => {
  await registry.close();
  await platform.close();
  await ground.remove();
});

const ROUTING_URL =
  '{ variant(ref: "kontor@current") { subgraph(name: "registry") { activeVersion { routingUrl sdl } } } }';

describe('a registry deployed apart', () => {
  it('is ready, delivers, and has no API of its own', async () => {
    const ready = await fetch(`${registry.url}/health/ready`);
    expect(await ready.json()).toMatchObject({ status: 'ready', details: { registry: { ready: true } } });
    const { gatewayKey } = await ground.credentials();
    await eventually(async () => {
      const response = await fetch(`${registry.url}${supergraphPath('kontor', 'current')}`, {
        headers: { authorization: `Bearer ${gatewayKey}` },
      });
      return response.ok && (await response.text()).includes(`${platform.url}/subgraphs/registry`);
    });
    expect((await fetch(`${registry.url}/graphql`, { method: 'POST' })).status).toBe(404);
    expect(await ask(`${registry.url}/subgraphs/registry`, gatewayKey, '{ __typename }')).toMatchObject({
      status: 401,
      codes: ['ACTOR_REQUIRED'],
    });
  });

  it('is used when it is published like any subgraph, and no start of the platform undoes that', async () => {
    const { adminKey } = await ground.credentials();
    const { sdl } = (
      await eventually(async () => {
        const { data } = await ask(`${platform.url}/graphql`, adminKey, ROUTING_URL);
        return data?.variant?.subgraph && data;
      })
    ).variant.subgraph.activeVersion as { sdl: string };
    const routingUrl = `${registry.url}/subgraphs/registry`;
    const published = await ask(
      `${platform.url}/graphql`,
      adminKey,
      'mutation($input: PublishSubgraphInput!) { publishSubgraph(input: $input) { changed launch { status } } }',
      { input: { ref: 'kontor@current', name: 'registry', sdl, routingUrl } },
    );
    expect(published).toMatchObject({ codes: [], data: { publishSubgraph: { changed: true } } });

    const again = await startOn(ground);
    try {
      await eventually(async () => {
        const { data } = await ask(
          `${again.url}/graphql`,
          adminKey,
          '{ variant(ref: "kontor@current") { subgraph(name: "identity") { activeVersion { routingUrl } } } }',
        );
        return data.variant.subgraph.activeVersion.routingUrl === `${again.url}/subgraphs/identity`;
      });
      const { data } = await ask(`${again.url}/graphql`, adminKey, ROUTING_URL);
      expect(data.variant.subgraph.activeVersion.routingUrl).toBe(routingUrl);
    } finally {
      await again.close();
    }
  });
});

describe('an identity deployed apart', () => {
  it('answers the registry and the gateway of another process', async () => {
    const identity = await startOn(ground, { only: 'identity' });
    const other = await startOn(ground, {}, { KONTOR_IDENTITY_URL: `${identity.url}/subgraphs/identity` });
    try {
      const { adminKey } = await ground.credentials();
      expect(
        await ask(`${other.url}/graphql`, adminKey, '{ whoAmI { organisation { slug } } }'),
      ).toMatchObject({
        status: 200,
        data: { whoAmI: { organisation: { slug: 'kontor' } } },
      });
    } finally {
      await other.close();
      await identity.close();
    }
  });
});
