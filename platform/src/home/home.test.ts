import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readCredentials, writeCredentials } from './credentials.js';
import { issueCredentials, reissueCredentials } from './issue-credentials.js';
import { loadSigningKey } from './signing-key.js';

let home: string;
let warnings: string[];
const log = {
  warn: (_facts: object, message?: string) => void warnings.push(message ?? ''),
  info: () => undefined,
} as unknown as Parameters<typeof loadSigningKey>[2] & Parameters<typeof issueCredentials>[3];
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'kontor-home-')), 'home');
  warnings = [];
});
afterEach(() => rm(join(home, '..'), { recursive: true, force: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const secrets = (letter: string) => ({
  adminKey: `${letter}1`,
  launcherKey: `${letter}2`,
  gatewayKey: `${letter}3`,
});

describe('the signing key', () => {
  it('is created once, for its owner alone, in a folder for its owner alone', async () => {
    const key = await loadSigningKey(home, {}, log);
    expect(key).toHaveLength(32);
    expect(await modeOf(join(home, 'actor-signing-key'))).toBe(0o600);
    expect(await modeOf(home)).toBe(0o700);
    expect(await loadSigningKey(home, {}, log)).toEqual(key);
    expect(warnings).toEqual([]);
  });

  it('is the same for all who start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadSigningKey(home, {}, log)));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(await readdir(home)).toEqual(['actor-signing-key']);
  });

  it('comes from the environment where it is set', async () => {
    const given = Buffer.alloc(32, 1);
    expect(
      await loadSigningKey(home, { KONTOR_ACTOR_SIGNING_KEY: given.toString('base64url') }, log),
    ).toEqual(given);
    await expect(loadSigningKey(home, { KONTOR_ACTOR_SIGNING_KEY: 'short' }, log)).rejects.toMatchObject({
      code: 'ENVIRONMENT_INVALID',
    });
  });

  it('is warned about when others may read it, and refused when it is cut short', async () => {
    await loadSigningKey(home, {}, log);
    const path = join(home, 'actor-signing-key');
    await chmod(path, 0o644);
    await loadSigningKey(home, {}, log);
    expect(warnings).toEqual([expect.stringContaining('chmod 600')]);
    await writeFile(path, 'cut');
    await expect(loadSigningKey(home, {}, log)).rejects.toMatchObject({ code: 'ENVIRONMENT_INVALID' });
  });

  it('names a home that cannot be one', async () => {
    await writeFile(home, 'a file');
    await expect(loadSigningKey(home, {}, log)).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
  });
});

describe('credentials', () => {
  it('are written on the first start, for their owner alone, and left alone later', async () => {
    await issueCredentials({ bootstrap: () => Promise.resolve(secrets('a')) }, home, 'http://p', log);
    const path = join(home, 'credentials');
    expect(await modeOf(path)).toBe(0o600);
    expect(await readCredentials(home)).toEqual({ version: 1, platformUrl: 'http://p', ...secrets('a') });
    const before = await readFile(path, 'utf8');
    await issueCredentials({ bootstrap: () => Promise.resolve(undefined) }, home, 'http://other', log);
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('are replaced when reissued, and only then', async () => {
    await writeCredentials(home, { version: 1, platformUrl: 'http://p', ...secrets('a') });
    expect(
      await reissueCredentials({ reissueBootstrapKeys: () => Promise.resolve(undefined) }, home, 'http://p'),
    ).toBe(false);
    expect(await readCredentials(home)).toMatchObject(secrets('a'));
    expect(
      await reissueCredentials(
        { reissueBootstrapKeys: () => Promise.resolve(secrets('b')) },
        home,
        'http://p',
      ),
    ).toBe(true);
    expect(await readCredentials(home)).toMatchObject(secrets('b'));
    expect(await readdir(home)).toEqual(['credentials']);
  });

  it('are not reissued by two at once', async () => {
    const held = Promise.withResolvers<ReturnType<typeof secrets>>();
    await writeCredentials(home, { version: 1, platformUrl: 'http://p', ...secrets('a') });
    const asked = Promise.withResolvers<void>();
    const first = reissueCredentials(
      { reissueBootstrapKeys: () => (asked.resolve(), held.promise) },
      home,
      'http://p',
    );
    await asked.promise;
    await expect(
      reissueCredentials({ reissueBootstrapKeys: () => Promise.resolve(secrets('c')) }, home, 'http://p'),
    ).rejects.toMatchObject({ code: 'KEYS_BEING_REISSUED' });
    held.resolve(secrets('b'));
    await first;
    expect(await readCredentials(home)).toMatchObject(secrets('b'));
  });

  it('that cannot be read count as none', async () => {
    expect(await readCredentials(home)).toBeUndefined();
    await writeCredentials(home, { version: 1, platformUrl: 'http://p', ...secrets('a') });
    await writeFile(join(home, 'credentials'), '{');
    expect(await readCredentials(home)).toBeUndefined();
  });
});
