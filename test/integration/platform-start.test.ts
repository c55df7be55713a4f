import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { reissueKeys, readPlatformConfig, type RunningPlatform, startPlatform } from '@kontor/platform';
import { ask, createGround, eventually, type Ground, startOn } from './platform-harness.js';

jest.setTimeout(60_000);

let ground: Ground;
const running: RunningPlatform[] = [];
const start = async (...rest: Parameters<typeof startOn> extends [unknown, ...infer R] ? R : never) => {
  const platform = await startOn(ground, ...rest);
  running.push(platform);
  return platform;
};
beforeEach(async () => {
  ground = await createGround();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((platform) => platform.close()));
  await ground.remove();
});

const WHO_AM_I = '{ whoAmI { actor { id kind name } organisation { slug } permissions } }';
const OWN_GRAPH = `{ variant(ref: "kontor@current") {
  supergraph { hash }
  subgraphs { edges { node { name activeVersion { routingUrl createdBy { id name kind } } } } }
} }`;

const modeOf = async (name: string) => (await stat(join(ground.home, name))).mode & 0o777;
const readyReport = async ({ url }: RunningPlatform) => {
  const response = await fetch(`${url}/health/ready`);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return { status: response.status, body: (await response.json()) as any };
};

describe('the first start', () => {
  it('leaves keys for their owner alone, and they work through /graphql', async () => {
    const { url } = await start();
    expect(await modeOf('credentials')).toBe(0o600);
    expect(await modeOf('actor-signing-key')).toBe(0o600);
    const { adminKey, gatewayKey, platformUrl } = await ground.credentials();
    expect(platformUrl).toBe(url);
    const admin = await ask(`${url}/graphql`, adminKey, WHO_AM_I);
    expect(admin).toMatchObject({
      status: 200,
      codes: [],
      data: { whoAmI: { actor: { kind: 'PERSON' }, organisation: { slug: 'kontor' } } },
    });
    const gateway = await ask(`${url}/graphql`, gatewayKey, WHO_AM_I);
    expect(gateway.data.whoAmI.permissions).toEqual(['SUPERGRAPH_READ']);
  });

  it('serves the supergraph that was built in at once, then the one it published like anybody', async () => {
    const platform = await start();
    const { adminKey } = await ground.credentials();
    const first = await readyReport(platform);
    expect(first.status).toBe(200);
    expect(first.body.details.gateway.details.supergraphHash).toMatch(/^sha256-/);
    const published = await eventually(async () => {
      const { data } = await ask(`${platform.url}/graphql`, adminKey, OWN_GRAPH);
      return data.variant?.subgraphs.edges.length === 2 && data.variant;
    });
    expect(published.subgraphs.edges.map(({ node }: { node: object }) => node)).toEqual([
      {
        name: 'identity',
        activeVersion: {
          routingUrl: `${platform.url}/subgraphs/identity`,
          createdBy: expect.objectContaining({ kind: 'SYSTEM' }),
        },
      },
      {
        name: 'registry',
        activeVersion: {
          routingUrl: `${platform.url}/subgraphs/registry`,
          createdBy: expect.objectContaining({ kind: 'SYSTEM' }),
        },
      },
    ]);
    // The pointer moves last: the subgraphs are recorded a moment before their supergraph can be loaded.
    await eventually(async () => {
      const { data } = await ask(`${platform.url}/graphql`, adminKey, OWN_GRAPH);
      const { source, supergraphHash } = (await readyReport(platform)).body.details.gateway.details;
      return source.kind === 'connected' && supergraphHash === data.variant.supergraph?.hash;
    });
  });
});

describe('later starts', () => {
  it('change neither keys nor what is published, and route to the new address', async () => {
    const first = await start();
    const before = await readFile(join(ground.home, 'credentials'), 'utf8');
    await eventually(async () => {
      const { data } = await ask(`${first.url}/graphql`, JSON.parse(before).adminKey as string, OWN_GRAPH);
      return data.variant?.subgraphs.edges.length === 2;
    });
    await first.close();
    const second = await start();
    expect(await readFile(join(ground.home, 'credentials'), 'utf8')).toBe(before);
    const { adminKey } = await ground.credentials();
    await eventually(async () => {
      const { data } = await ask(`${second.url}/graphql`, adminKey, OWN_GRAPH);
      const urls = data.variant.subgraphs.edges.map(
        ({ node }: { node: { activeVersion: { routingUrl: string } } }) => node.activeVersion.routingUrl,
      );
      return urls.every((routingUrl: string) => routingUrl.startsWith(second.url));
    });
    await eventually(
      async () => (await readyReport(second)).body.details.gateway.details.source.kind === 'connected',
    );
    expect(await ask(`${second.url}/graphql`, adminKey, WHO_AM_I)).toMatchObject({ status: 200, codes: [] });
  });

  it('of several at once leave one set of keys that works', async () => {
    const platforms = await Promise.all([start(), start(), start()]);
    const { adminKey } = await ground.credentials();
    for (const { url } of platforms)
      expect(await ask(`${url}/graphql`, adminKey, WHO_AM_I)).toMatchObject({ status: 200, codes: [] });
  });
});

describe('lost credentials', () => {
  it('are replaced by --reissue-keys, and the lost ones stop', async () => {
    const { url } = await start();
    const lost = await ground.credentials();
    expect((await ask(`${url}/graphql`, lost.adminKey, WHO_AM_I)).status).toBe(200);
    await rm(join(ground.home, 'credentials'));
    const config = readPlatformConfig({ home: ground.home }, ground.env, '/');
    expect(await reissueKeys(config)).toEqual({ path: join(ground.home, 'credentials') });
    expect(await modeOf('credentials')).toBe(0o600);
    const { adminKey } = await ground.credentials();
    expect(await ask(`${url}/graphql`, adminKey, WHO_AM_I)).toMatchObject({
      status: 200,
      data: { whoAmI: { organisation: { slug: 'kontor' } } },
    });
    await eventually(
      async () => (await ask(`${url}/graphql`, lost.adminKey, WHO_AM_I)).codes[0] === 'KEY_INVALID',
    );
  });

  it('cannot be reissued before there were any', async () => {
    await expect(
      reissueKeys(readPlatformConfig({ home: ground.home }, ground.env, '/')),
    ).rejects.toMatchObject({ code: 'PLATFORM_NOT_STARTED_YET' });
  });
});

describe('a platform that cannot start', () => {
  it('says that it has no database', async () => {
    const config = readPlatformConfig({ home: ground.home, port: 0 }, { LOG_LEVEL: 'silent' }, '/');
    await expect(startPlatform(config)).rejects.toMatchObject({
      code: expect.stringMatching(/^DATABASE_URL/),
      fix: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('says that its port is taken, and leaves nothing open', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});
