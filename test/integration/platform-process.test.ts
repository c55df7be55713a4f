import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ask, createGround, type Ground } from './platform-harness.js';

jest.setTimeout(60_000);

const bin = resolve('cli/bin/kontor.mjs');

let ground: Ground;
let child: ChildProcessWithoutNullStreams | undefined;
beforeEach(async () => {
  ground = await createGround();
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await ground.remove();
});

interface Envelope {
  json_version: string;
  data: { url: string } | null;
  error: { code: string } | null;
}

/** `kontor platform` as production runs it, and the envelope it announces itself with. */
async function spawnPlatform(
  flags: string[],
  env: Record<string, string>,
): Promise<{ envelope: Envelope; ended: Promise<number | null>; lines: string[] }> {
  const process_ = spawn(process.execPath, [bin, 'platform', '--port', '0', '--format', 'json', ...flags], {
    env: { PATH: process.env['PATH'] ?? '', KONTOR_HOME: ground.home, LOG_LEVEL: 'info', ...env },
    cwd: ground.home,
  });
  child = process_;
  const ended = new Promise<number | null>((done) => process_.once('exit', done));
  const lines: string[] = [];
  const announced = Promise.withResolvers<Envelope>();
  createInterface({ input: process_.stdout }).on('line', (line) => {
    lines.push(line);
    const parsed = JSON.parse(line) as Envelope | { level: string };
    if ('json_version' in parsed) announced.resolve(parsed);
  });
  process_.stderr.on('data', (chunk: Buffer) =>
    announced.reject(new Error(`on stderr: ${chunk.toString()}`)),
  );
  return { envelope: await announced.promise, ended, lines };
}

describe('the platform as a process', () => {
  it('announces itself, answers, logs JSON without secrets, and drains when asked to stop', async () => {
    const { envelope, ended, lines } = await spawnPlatform([], { ...ground.env, LOG_LEVEL: 'info' });
    expect(envelope).toMatchObject({
      json_version: '1',
      data: { only: null, home: ground.home },
      error: null,
    });
    const url = envelope.data?.url ?? '';
    const { adminKey, launcherKey, gatewayKey } = await ground.credentials();
    expect(await ask(`${url}/graphql`, adminKey, '{ whoAmI { permissions } }')).toMatchObject({
      status: 200,
      codes: [],
    });
    child?.kill('SIGTERM');
    expect(await ended).toBe(0);
    const printed = lines.join('\n');
    for (const secret of [adminKey, launcherKey, gatewayKey])
      expect(printed).not.toContain(secret.split('_').slice(2).join('_'));
    expect(printed).toContain(join(ground.home, 'credentials'));
  });

  it('serves one subgraph alone', async () => {
    const { envelope, ended } = await spawnPlatform(['--only', 'identity'], ground.env);
    const url = envelope.data?.url ?? '';
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ status: 'ready' });
    expect((await fetch(`${url}/graphql`)).status).toBe(404);
    child?.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it.each([
    ['no database', [], {}, /^DATABASE_URL/, 2],
    ['a registry without identity', ['--only', 'registry'], {}, /^IDENTITY_URL_MISSING$/, 2],
    ['a subgraph that is none', ['--only', 'billing'], {}, /^USAGE_INVALID$/, 3],
    [
      'a database that is not there',
      [],
      { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/postgres' },
      /^DATABASE_/,
      2,
    ],
  ])('does not start with %s, and says so', async (_what, flags, env, code, exitCode) => {
    const { envelope, ended } = await spawnPlatform(flags, { ...env, LOG_LEVEL: 'silent' });
    expect(envelope).toMatchObject({ data: null, error: { code: expect.stringMatching(code) as unknown } });
    expect(await ended).toBe(exitCode);
  });
});
