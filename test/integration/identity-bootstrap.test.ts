import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createIdentity } from '@kontor/identity';
import { ACTOR_HEADER, ROLES, signActor, SYSTEM_ACTOR } from '@kontor/protocol';
import { createLogger } from '@kontor/subgraph';
import { createTestDatabase, type TestDatabase } from '@kontor/testkit';
import { SIGNING_KEY, startIdentity, type IdentityServer } from '../support/identity/identity-server.js';

// On a busy machine, dropping a database or starting a process takes its time.
jest.setTimeout(60_000);

const log = createLogger({ name: 'test', level: 'silent' });

describe('the first start', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ graph: 'platform', domain: 'identity' });
  });
  afterAll(() => database.drop());

  it('happens once when several start at the same moment', async () => {
    const identities = Array.from({ length: 6 }, () =>
      createIdentity({ databaseUrl: database.url, signingKey: SIGNING_KEY, log }),
    );
    await expect(identities[0]?.firstOrganisationId()).rejects.toThrow('before bootstrap');
    expect(await identities[0]?.reissueBootstrapKeys()).toBeUndefined();
    const issued = await Promise.all(identities.map((identity) => identity.bootstrap()));
    expect(issued.filter((keys) => keys !== undefined)).toHaveLength(1);
    expect(await identities[0]?.bootstrap()).toBeUndefined();
    expect(
      new Set(await Promise.all(identities.map((identity) => identity.firstOrganisationId()))).size,
    ).toBe(1);
    await Promise.all(identities.map((identity) => identity.close()));
  });
});

describe('the keys of the first start', () => {
  let server: IdentityServer;
  beforeAll(async () => {
    server = await startIdentity();
  });
  afterAll(() => server.close());

  it('hold just what their holders need', async () => {
    const actors = await Promise.all(
      [server.keys.adminKey, server.keys.launcherKey, server.keys.gatewayKey].map(
        async (key) => (await server.authenticate(key)).actor,
      ),
    );
    expect(actors.map((actor) => [actor?.kind, actor?.name, actor?.permissions])).toEqual([
      ['PERSON', 'owner', [...ROLES.OWNER]],
      [
        'MACHINE',
        'launcher',
        ['graph:read', 'graph:create', 'subgraph:check', 'subgraph:publish', 'supergraph:read'],
      ],
      ['MACHINE', 'gateway', ['supergraph:read']],
    ]);
  });

  it('can be replaced when their file is lost: the old stop, others go on', async () => {
    const made = await server.askWith(
      server.keys.adminKey,
      'mutation { createApiKey(input: { name: "ci", role: DEVELOPER }) { secret } }',
    );
    const reissued = await server.identity.reissueBootstrapKeys();
    if (!reissued) throw new Error('there was a first start');
    for (const old of Object.values(server.keys))
      expect((await server.authenticate(old)).code).toBe('KEY_INVALID');
    for (const fresh of Object.values(reissued)) expect((await server.authenticate(fresh)).status).toBe(200);
    expect((await server.authenticate(made.data.createApiKey.secret)).status).toBe(200);

    const again = await server.identity.reissueBootstrapKeys();
    if (!again) throw new Error('there was a first start');
    const [before, after] = await Promise.all([server.snapshot(), server.authenticate(again.launcherKey)]);
    expect(before.filter(({ actor }) => actor.name === 'launcher')).toHaveLength(1);
    expect(after.actor?.name).toBe('launcher');
    const machines = await server.askAs(
      SYSTEM_ACTOR,
      '{ organisation(slug: "kontor") { apiKeys(first: 100) { edges { node { name actor { id } } } } } }',
    );
    const launchers = machines.data.organisation.apiKeys.edges
      .map(({ node }: { node: { name: string; actor: { id: string } } }) => node)
      .filter(({ name }: { name: string }) => name === 'launcher');
    expect(launchers).toHaveLength(3);
    expect(new Set(launchers.map(({ actor }: { actor: { id: string } }) => actor.id)).size).toBe(1);
  });
});

describe('identity alone', () => {
  const MAIN = fileURLToPath(import.meta.resolve('@kontor/identity').replace(/index\.js$/, 'main.js'));
  let database: TestDatabase;
  let home: string;
  beforeAll(async () => {
    database = await createTestDatabase({ graph: 'platform', domain: 'identity' });
    home = mkdtempSync(join(tmpdir(), 'kontor-identity-'));
  });
  afterAll(async () => {
    await database.drop();
    rmSync(home, { recursive: true });
  });

  const start = (env: Record<string, string>) => {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        KONTOR_HOME: home,
        PORT: '0',
        PLATFORM_IDENTITY_DATABASE_URL: database.url,
        LOG_LEVEL: 'info',
        ...env,
      },
    });
    const lines: string[] = [];
    const listening = Promise.withResolvers<string>();
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      lines.push(chunk);
      const url = /listening at (http:[^"]+)/.exec(lines.join(''))?.[1];
      if (url) listening.resolve(url);
    });
    return {
      child,
      lines,
      listening: listening.promise,
      exited: once(child, 'close').then(([code]) => code as number),
    };
  };

  it('serves, is ready, and stops on a signal', async () => {
    writeFileSync(join(home, 'actor-signing-key'), `${SIGNING_KEY.toString('base64url')}\n`, { mode: 0o600 });
    const { child, listening, exited } = start({});
    const url = await listening;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const answer = await fetch(`${url}/subgraphs/identity`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, SIGNING_KEY) },
      body: '{"query":"{ whoAmI { actor { name } } }"}',
    });
    expect(await answer.json()).toEqual({ data: { whoAmI: { actor: { name: 'kontor' } } } });
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it.each([
    [{ KONTOR_ACTOR_SIGNING_KEY: 'short' }, 'ENVIRONMENT_INVALID'],
    [{ PORT: 'x' }, 'ENVIRONMENT_INVALID'],
    [{ PLATFORM_IDENTITY_DATABASE_URL: '', DATABASE_URL: '' }, 'DATABASE_URL_MISSING'],
  ])('says by code why it cannot start with %j', async (env, code) => {
    const { exited, lines } = start(env as Record<string, string>);
    expect(await exited).toBe(2);
    expect(lines.join('')).toContain(`"code":"${code}"`);
  });

  it('is not ready while its database is away', async () => {
    const { child, listening, exited } = start({
      PLATFORM_IDENTITY_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
    });
    const url = await listening;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    const answer = await fetch(`${url}/subgraphs/identity`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, SIGNING_KEY) },
      body: '{"query":"{ organisations { totalCount } }"}',
    });
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'DATABASE_UNAVAILABLE' } }] });
    const authenticate = await fetch(`${url}/subgraphs/identity/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [ACTOR_HEADER]: signActor(SYSTEM_ACTOR, SIGNING_KEY) },
      body: JSON.stringify({ key: `kontor_${'a'.repeat(16)}_${'b'.repeat(43)}` }),
    });
    expect([authenticate.status, await authenticate.json()]).toMatchObject([
      503,
      { error: { code: 'DATABASE_UNAVAILABLE' } },
    ]);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });
});
