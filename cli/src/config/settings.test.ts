import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { identify } from '../launcher/process-identity.js';
import { resolveConnection, resolveGraphRef, resolveHome } from './settings.js';

const key = (letter: string) => `kontor_${letter.repeat(16)}_${letter.repeat(43)}`;
let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-settings-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const writeCredentials = async (platformUrl: string) => {
  await mkdir(join(cwd, '.kontor'), { recursive: true });
  await writeFile(
    join(cwd, '.kontor/credentials'),
    JSON.stringify({
      version: 1,
      platformUrl,
      adminKey: key('a'),
      launcherKey: key('l'),
      gatewayKey: key('g'),
    }),
  );
};
const connection = (env: Record<string, string> = {}, flags = {}) => resolveConnection(flags, { env, cwd });

describe('the platform URL', () => {
  it('comes from flag, environment, file, credentials, default, in this order', async () => {
    const env = { KONTOR_API_KEY: key('e') };
    expect(await connection(env)).toMatchObject({ platformUrl: 'http://127.0.0.1:4001' });
    await writeCredentials('http://127.0.0.1:5001');
    expect(await connection(env)).toMatchObject({ platformUrl: 'http://127.0.0.1:5001' });
    expect(await connection({ ...env, KONTOR_PLATFORM_PORT: '6001' })).toMatchObject({
      platformUrl: 'http://127.0.0.1:6001',
    });
    await writeFile(join(cwd, 'kontor.json'), '{"platformUrl":"https://file.example/"}');
    expect(await connection(env)).toMatchObject({ platformUrl: 'https://file.example' });
    const named = { ...env, KONTOR_PLATFORM_URL: 'https://env.example/base/' };
    expect(await connection(named)).toMatchObject({ platformUrl: 'https://env.example/base' });
    expect(await connection(named, { platformUrl: 'https://flag.example' })).toMatchObject({
      platformUrl: 'https://flag.example',
    });
  });

  it.each(['localhost:4001', 'ftp://x', 'https://user:pw@x'])('refuses %s', async (platformUrl) => {
    await expect(connection({ KONTOR_API_KEY: key('e') }, { platformUrl })).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      exitCode: 3,
    });
  });
});

describe('the API key', () => {
  it('comes from flag, environment, file, credentials, in this order', async () => {
    await expect(connection()).rejects.toMatchObject({ code: 'API_KEY_MISSING', exitCode: 2 });
    await writeCredentials('http://127.0.0.1:4001');
    expect(await connection()).toMatchObject({ apiKey: key('a') });
    await writeFile(join(cwd, 'of-file'), `${key('f')}\n`);
    await writeFile(join(cwd, 'kontor.json'), '{"apiKeyFile":"of-file"}');
    expect(await connection()).toMatchObject({ apiKey: key('f') });
    expect(await connection({ KONTOR_API_KEY: key('e') })).toMatchObject({
      apiKey: key('e'),
      apiKeySource: 'KONTOR_API_KEY',
    });
    await writeFile(join(cwd, 'of-flag'), key('x'));
    expect(await connection({ KONTOR_API_KEY: key('e') }, { apiKeyFile: 'of-flag' })).toMatchObject({
      apiKey: key('x'),
    });
  });

  it('of the home folder goes to the platform that made it only, or to this machine', async () => {
    await writeCredentials('http://127.0.0.1:4001');
    await expect(connection({}, { platformUrl: 'https://elsewhere.example' })).rejects.toMatchObject({
      code: 'API_KEY_MISSING',
    });
    expect(await connection({}, { platformUrl: 'http://localhost:9999' })).toMatchObject({
      apiKey: key('a'),
    });
    await writeCredentials('https://kontor.example');
    expect(await connection({}, { platformUrl: 'https://kontor.example' })).toMatchObject({
      apiKey: key('a'),
    });
    await expect(connection({}, { platformUrl: 'http://kontor.example' })).rejects.toMatchObject({
      code: 'API_KEY_MISSING',
    });
  });

  it('of another form is not sent anywhere, and not shown', async () => {
    const failure: unknown = await connection({ KONTOR_API_KEY: 'sk-of-another-service' }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'KEY_INVALID', exitCode: 2 });
    expect(String((failure as Error).message)).not.toContain('sk-of');
  });

  it.each([
    ['', 'empty'],
    [`${key('a')} ${key('b')}`, 'two keys'],
  ])('refuses a key file that is %s (%s)', async (text) => {
    await writeFile(join(cwd, 'file'), text);
    await expect(connection({}, { apiKeyFile: 'file' })).rejects.toMatchObject({
      code: 'API_KEY_FILE_INVALID',
      exitCode: 3,
    });
  });

  it('names credentials that cannot be read', async () => {
    await mkdir(join(cwd, '.kontor'));
    await writeFile(join(cwd, '.kontor/credentials'), '{"version":2}');
    await expect(connection()).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' });
  });
});

describe('the configuration file', () => {
  it('is found in a folder above, and its paths are relative to it', async () => {
    const below = join(cwd, 'a/b');
    await mkdir(below, { recursive: true });
    await writeFile(join(cwd, 'kontor.json'), '{"graphRef":"shop@staging","home":"data"}');
    expect(await resolveGraphRef(undefined, { env: {}, cwd: below })).toEqual({
      graph: 'shop',
      variant: 'staging',
    });
    expect(await resolveHome({}, { env: {}, cwd: below })).toBe(join(cwd, 'data'));
    expect(await resolveHome({}, { env: { KONTOR_HOME: 'mine' }, cwd: below })).toBe(join(below, 'mine'));
  });

  it.each([
    ['{', /is not JSON/],
    ['{"platfromUrl":"x"}', /platfromUrl/],
    ['{"graphRef":3}', /graphRef/],
  ])('refuses %s', async (text, message) => {
    await writeFile(join(cwd, 'kontor.json'), text);
    await expect(connection()).rejects.toMatchObject({
      code: 'CLI_CONFIG_INVALID',
      exitCode: 3,
      message: expect.stringMatching(message) as unknown,
    });
  });
});

describe('the graph', () => {
  it('comes from argument, environment, file', async () => {
    await writeFile(join(cwd, 'kontor.json'), '{"graphRef":"file"}');
    const io = (env = {}) => ({ env, cwd });
    expect(await resolveGraphRef(undefined, io())).toEqual({ graph: 'file', variant: 'current' });
    expect(await resolveGraphRef(undefined, io({ KONTOR_GRAPH_REF: 'env@x' }))).toEqual({
      graph: 'env',
      variant: 'x',
    });
    expect(await resolveGraphRef('arg', io({ KONTOR_GRAPH_REF: 'env@x' }))).toEqual({
      graph: 'arg',
      variant: 'current',
    });
  });

  it('is that of the Kontor which runs on this home, unless another platform is named', async () => {
    const record = { version: 1, startedAt: 'now', gatewayUrl: null, platformUrl: null, processes: [] };
    const runs = async (pid: number) => {
      await mkdir(join(cwd, '.kontor/run'), { recursive: true });
      const launcher = identify(pid);
      await writeFile(
        join(cwd, '.kontor/run/launcher.json'),
        JSON.stringify({ ...record, launcher, graph: 'main@current' }),
      );
    };
    await runs(process.pid);
    expect(await resolveGraphRef(undefined, { env: {}, cwd })).toEqual({ graph: 'main', variant: 'current' });
    const elsewhere = { KONTOR_PLATFORM_URL: 'https://kontor.example' };
    await expect(resolveGraphRef(undefined, { env: elsewhere, cwd })).rejects.toMatchObject({
      code: 'USAGE_INVALID',
    });
    await runs(2 ** 22 + 1);
    await expect(resolveGraphRef(undefined, { env: {}, cwd })).rejects.toMatchObject({
      code: 'USAGE_INVALID',
    });
  });

  it.each(['a b', '@x', 'x@', 'x@y@z', '1x'])('refuses %s', async (ref) => {
    await expect(resolveGraphRef(ref, { env: {}, cwd })).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      exitCode: 3,
    });
  });
});
