import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPlatformConfig } from './config.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kontor-config-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('the configuration of a platform process', () => {
  it('has defaults for everything', () => {
    expect(readPlatformConfig({}, {}, '/somewhere')).toEqual({
      home: '/somewhere/.kontor',
      host: '127.0.0.1',
      port: 4001,
      only: undefined,
      publicUrl: undefined,
      identityUrl: undefined,
      env: {},
    });
  });

  it('takes flags before the environment', () => {
    const env = {
      KONTOR_HOME: home,
      KONTOR_PLATFORM_PORT: '5001',
      KONTOR_PLATFORM_HOST: '0.0.0.0',
      KONTOR_PLATFORM_URL: 'https://kontor.example/',
    };
    expect(readPlatformConfig({}, env, '/')).toMatchObject({
      home,
      port: 5001,
      host: '0.0.0.0',
      publicUrl: 'https://kontor.example',
    });
    expect(readPlatformConfig({ port: 0, host: '::1', home: 'x' }, env, '/')).toMatchObject({
      home: '/x',
      port: 0,
      host: '::1',
    });
  });

  it('gives a subgraph alone a port of its own', () => {
    const env = { KONTOR_IDENTITY_URL: 'http://identity/subgraphs/identity', KONTOR_REGISTRY_PORT: '7003' };
    expect(readPlatformConfig({ only: 'identity' }, env, '/')).toMatchObject({
      only: 'identity',
      port: 4002,
    });
    expect(readPlatformConfig({ only: 'registry' }, env, '/')).toMatchObject({
      only: 'registry',
      port: 7003,
    });
  });

  it.each([
    [{ only: 'billing' }, {}, /--only takes/],
    [{}, { KONTOR_PLATFORM_PORT: '65536' }, /KONTOR_PLATFORM_PORT/],
    [{}, { KONTOR_PLATFORM_PORT: 'http' }, /KONTOR_PLATFORM_PORT/],
    [{}, { KONTOR_PLATFORM_URL: 'kontor.example' }, /KONTOR_PLATFORM_URL/],
    [{}, { KONTOR_IDENTITY_URL: 'https://user:pw@x' }, /KONTOR_IDENTITY_URL/],
  ])('refuses %j with %j', (flags, env, message) => {
    expect(() => readPlatformConfig(flags, env, '/')).toThrow(
      expect.objectContaining({
        code: 'ENVIRONMENT_INVALID',
        message: expect.stringMatching(message) as unknown,
      }),
    );
  });

  it('refuses a registry alone that does not know where identity is', () => {
    expect(() => readPlatformConfig({ only: 'registry' }, {}, '/')).toThrow(
      expect.objectContaining({ code: 'IDENTITY_URL_MISSING' }),
    );
  });

  it('finds the server that the launcher left in the home folder, unless one is named', async () => {
    await writeFile(join(home, 'database-url'), 'postgresql://left@127.0.0.1:1/postgres\n');
    expect(readPlatformConfig({ home }, {}, '/').env).toEqual({
      DATABASE_URL: 'postgresql://left@127.0.0.1:1/postgres',
    });
    const named = { DATABASE_URL: 'postgresql://named@127.0.0.1:2/postgres' };
    expect(readPlatformConfig({ home }, named, '/').env).toEqual(named);
  });
});
