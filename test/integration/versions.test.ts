import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createRegistryClient } from '@kontor/gateway';
import type { RunningPlatform } from '@kontor/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fakeIo } from '../../cli/src/io.fake.js';
import { createPlatformApi } from '../../cli/src/launcher/platform-api.js';
import { createPlatformClient } from '../../cli/src/platform-client/client.js';
import { runCli } from '../../cli/src/run-cli.js';
import { cliVersion } from '../../cli/src/version.js';
import { createGround, type Ground, startOn } from './platform-harness.js';

jest.setTimeout(60_000);

const KEY = `kontor_${'0'.repeat(16)}_${'A'.repeat(43)}`;

/** A platform of another version: what it states, and what it answers. */
let other: Server | undefined;
async function startOther(
  status: number,
  body: object,
  stated: Record<string, string>,
): Promise<{ url: string; received: IncomingHttpHeaders[] }> {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    response.writeHead(status, { 'content-type': 'application/json', ...stated }).end(JSON.stringify(body));
  });
  other = server;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
afterEach(async () => {
  const server = other;
  other = undefined;
  server?.closeAllConnections();
  if (server) await new Promise((closed) => server.close(closed));
});

async function whoami(url: string, home: string, env: Record<string, string> = {}) {
  const io = fakeIo({ cwd: home, env: { KONTOR_HOME: home, KONTOR_PLATFORM_URL: url, ...env } });
  const exitCode = await runCli(['whoami', '--format', 'json'], io);
  const { data, error } = JSON.parse(io.printed.stdout) as {
    data: { versions: object } | null;
    error: { code: string; message: string; fix: string } | null;
  };
  return { exitCode, data, error };
}

describe('a platform and clients of other versions', () => {
  let ground: Ground;
  let platform: RunningPlatform;
  beforeAll(async () => {
    ground = await createGround();
    platform = await startOn(ground);
  });
  afterAll(async () => {
    await platform.close();
    await ground.remove();
  });
  const asked = async (version: string) => {
    const { adminKey: apiKey } = await ground.credentials();
    const client = createPlatformClient(
      { platformUrl: platform.url, apiKey, apiKeySource: 'test' },
      { version },
    );
    return createPlatformApi(client).ownActorId();
  };
  const neighbour = (by: number) =>
    cliVersion().replace(/\.(\d+)\./, (_, minor: string) => `.${Number(minor) + by}.`);

  it('tells both versions', async () => {
    expect(await whoami(platform.url, ground.home)).toMatchObject({
      exitCode: 0,
      data: {
        versions: { cli: cliVersion(), platform: cliVersion(), accepts: expect.any(String) as unknown },
      },
    });
  });

  it('work together as neighbours', async () => {
    await expect(asked(neighbour(1))).resolves.toEqual(expect.any(String));
  });

  it.each([2, 40])('are refused by code %d minors apart, before the question is read', async (by) => {
    await expect(asked(neighbour(by))).rejects.toMatchObject({
      code: 'CLIENT_TOO_NEW',
      exitCode: 2,
      message: expect.stringContaining(neighbour(by)) as unknown,
      fix: expect.stringContaining('Update the platform') as unknown,
    });
  });

  it('are refused the supergraph by the same code', async () => {
    const response = await fetch(`${platform.url}/artifacts/kontor/current/supergraph`, {
      headers: { authorization: `Bearer ${KEY}`, 'kontor-client-version': '9.0.0' },
    });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { code: 'CLIENT_TOO_NEW' } });
  });
});

describe('a CLI and platforms of other versions', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(`${tmpdir()}/kontor-versions-`);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));
  const NEWER = { 'kontor-platform-version': '0.2.0', 'kontor-accepted-client-versions': '0.1 to 0.3' };
  const unknownField = {
    errors: [
      {
        message: 'Cannot query field "permissions" on type "Identity".',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  };
  const asking = (url: string) => whoami(url, home, { KONTOR_API_KEY: KEY });

  it.each<[string, object, Record<string, string>]>([
    ['a newer one that no longer has a field', unknownField, NEWER],
    ['an older one that does not have a field yet', unknownField, {}],
    ['one that answers in another form', { data: { whoAmI: { actor: null } } }, NEWER],
  ])('say so by code: %s', async (_title, body, stated) => {
    const { url, received } = await startOther(200, body, stated);
    expect(await asking(url)).toMatchObject({
      exitCode: 2,
      error: {
        code: 'PLATFORM_VERSION_DIFFERS',
        message: expect.stringContaining(cliVersion()) as unknown,
        fix: expect.stringContaining('Update') as unknown,
      },
    });
    expect(received[0]).toMatchObject({ 'kontor-client-version': cliVersion() });
  });

  it('take it as it is within one version, and from something that is no platform', async () => {
    const same = await startOther(400, unknownField, { 'kontor-platform-version': cliVersion() });
    expect((await asking(same.url)).error?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    other?.closeAllConnections();
    other?.close();
    const stranger = await startOther(200, { hello: 'world' }, {});
    expect((await asking(stranger.url)).error?.code).toBe('PLATFORM_ANSWER_INVALID');
  });

  it('pass on what a platform says that is too far away, even with a code they do not know', async () => {
    const error = { code: 'CLIENT_FROM_THE_PAST', message: 'Too old.', fix: 'Update the CLI.' };
    const { url } = await startOther(409, { error }, NEWER);
    expect(await asking(url)).toMatchObject({ exitCode: 2, error });
  });
});

describe('a gateway and a platform that is too far away', () => {
  it('hear it by code, whatever it is served meanwhile', async () => {
    const error = { code: 'CLIENT_TOO_OLD', message: 'Too old.', fix: 'Update the gateway.' };
    const { url, received } = await startOther(409, { error }, {});
    const client = createRegistryClient({
      platformUrl: url,
      ref: { graph: 'shop', variant: 'current' },
      apiKey: KEY,
      answerTimeoutMs: 5_000,
      supergraphBytesMax: 1_000,
    });
    const answer = await client.ask(undefined, 0, new AbortController().signal);
    await client.close();
    expect(answer).toMatchObject({ kind: 'failed', code: 'CLIENT_TOO_OLD' });
    expect(received[0]?.['kontor-client-version']).toMatch(/^\d+\.\d+\.\d+/);
  });
});
