import { execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pinnedNodePath } from '../../scripts/setup/pinned-node.mjs';

const bin = resolve('cli/bin/kontor.mjs');

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-bin-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}
const run = (
  argv: string[],
  {
    node = process.execPath,
    script = bin,
    env = {},
  }: { node?: string; script?: string; env?: Record<string, string> } = {},
) =>
  new Promise<Ran>((done) => {
    const child = execFile(
      node,
      [script, ...argv],
      { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } },
      (_error, stdout, stderr) => {
        done({ exitCode: child.exitCode ?? -1, stdout, stderr });
      },
    );
  });

/** A Node that is too old to run Kontor itself, if this machine has one. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const [major = 0, minor = 0] = (stdout ?? '').slice(1).split('.').map(Number);
  return major < 24 && (major > 20 || (major === 20 && minor >= 19));
});
const withOldNode = oldNode === undefined ? it.skip : it;

describe('the kontor command', () => {
  it('prints help, and every ending has its exit code', async () => {
    expect(await run(['--help'])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('Usage: kontor') as unknown,
    });
    expect(await run(['explain', 'KEY_INVALID'])).toMatchObject({ exitCode: 0 });
    expect(await run(['whoami'])).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run(['nonsense'])).toMatchObject({ exitCode: 3, stdout: '' });
  });

  it('prints one envelope for any ending', async () => {
    for (const argv of [['--version'], ['explain'], ['whoami'], ['subgraph', 'publish'], ['nonsense']]) {
      const { stdout } = await run([...argv, '--format', 'json']);
      expect(JSON.parse(stdout)).toMatchObject({ json_version: '1' });
    }
  });

  it('does not mind a reader that goes away', async () => {
    const child = spawn(process.execPath, [bin, 'explain'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    const exitCode = await new Promise((done) => child.once('close', done));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('keeps its exit code when nobody reads what went wrong', async () => {
    const child = spawn(process.execPath, [bin, 'nonsense'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.destroy();
    expect(await new Promise((done) => child.once('close', done))).toBe(3);
  });

  (existsSync('/dev/full') ? it : it.skip)('could not run when its answer cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [bin, 'explain'], { cwd, stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await new Promise((done) => child.once('close', done))).toBe(2);
    expect(stderr).toMatch(/^error OUTPUT_NOT_WRITABLE: Standard output cannot be written: ENOSPC/);
  });

  it('composes a supergraph.yaml without platform or network, and says no with exit 1', async () => {
    const subgraph = (name: string, sdl: string) =>
      `  ${name}:\n    routing_url: http://${name}/graphql\n    schema:\n      file: ./${name}.graphql\n${sdl}`;
    await writeFile(join(cwd, 'a.graphql'), 'type Query {\n  a: Int\n}\n');
    await writeFile(join(cwd, 'b.graphql'), 'type Query {\n  b: Nothing\n}\n');
    await writeFile(join(cwd, 'good.yaml'), `federation_version: =2.9.0\nsubgraphs:\n${subgraph('a', '')}`);
    await writeFile(join(cwd, 'bad.yaml'), `subgraphs:\n${subgraph('a', '')}${subgraph('b', '')}`);
    expect(await run(['supergraph', 'compose', '--config', 'good.yaml'])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('join__Graph') as unknown,
    });
    const refused = await run(['supergraph', 'compose', '--config', 'bad.yaml']);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(/b\.graphql:2:\d+/);
    expect(refused.stdout).toContain('> 2 │   b: Nothing');
    const { stdout } = await run(['supergraph', 'compose', '--config', 'bad.yaml', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'COMPOSITION_REFUSED' },
      data: { problems: [{ code: expect.any(String) as unknown }] },
    });
  });
});

describe('kontor gateway', () => {
  it('serves a file alone, without platform and database, until it is asked to stop', async () => {
    await writeFile(join(cwd, 'c.graphql'), 'type Query {\n  c: Int\n}\n');
    await writeFile(
      join(cwd, 'c.yaml'),
      'subgraphs:\n  c:\n    routing_url: http://127.0.0.1:9/graphql\n    schema:\n      file: c.graphql\n',
    );
    expect(
      await run(['supergraph', 'compose', '--config', 'c.yaml', '--output', 'c.supergraph.graphql']),
    ).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    const child = spawn(
      process.execPath,
      [bin, 'gateway', '--supergraph', 'c.supergraph.graphql', '--port', '0', '--format', 'json'],
      { cwd, env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const url = await new Promise<string>((announced) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { data } = JSON.parse(line) as { data?: { url: string } };
        if (data) announced(data.url);
      });
    });
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __type(name: \\"Query\\") { fields { name } } }"}',
    });
    expect(await answer.json()).toEqual({ data: { __type: { fields: [{ name: 'c' }] } } });
    child.kill('SIGTERM');
    expect(await new Promise((ended) => child.once('exit', ended))).toBe(0);
  });

  it('says what is wrong with its source', async () => {
    expect(await run(['gateway'])).toMatchObject({ exitCode: 3 });
    expect(await run(['gateway', '--supergraph', 'x', '--graph', 'y'])).toMatchObject({ exitCode: 3 });
    const missing = await run([
      'gateway',
      '--supergraph',
      'missing.graphql',
      '--port',
      '0',
      '--format',
      'json',
    ]);
    expect(missing.exitCode).toBe(2);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'SUPERGRAPH_FILE_UNREADABLE' } });
  });
});

describe('another Node', () => {
  /** The committed file in a clone of its own, with or without what an install and a build bring. */
  async function clone(name: string, parts: { node?: boolean }): Promise<string> {
    const folder = join(cwd, name);
    await mkdir(join(folder, 'cli/bin'), { recursive: true });
    await cp(bin, join(folder, 'cli/bin/kontor.mjs'));
    if (parts.node) {
      const pinned = pinnedNodePath(folder);
      await mkdir(dirname(pinned), { recursive: true });
      await symlink(await realpath(process.execPath), pinned);
    }
    return join(folder, 'cli/bin/kontor.mjs');
  }

  it('says so when Kontor is not built', async () => {
    const script = await clone('not-built', {});
    expect(await run(['whoami'], { script })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('npm run setup') as unknown,
    });
    const { stdout, exitCode } = await run(['whoami', '--format=json'], { script });
    expect({ exitCode, ...(JSON.parse(stdout) as object) }).toMatchObject({
      exitCode: 2,
      json_version: '1',
      data: null,
      error: { code: 'CLI_NOT_BUILT' },
    });
  });

  withOldNode('is replaced by the pinned one', async () => {
    const { stdout, exitCode } = await run(['--version', '--format', 'json'], { node: oldNode ?? '' });
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as { data: { node: string } }).data.node).toBe(process.versions.node);
    expect(await run(['nonsense'], { node: oldNode ?? '' })).toMatchObject({ exitCode: 3 });
  });

  withOldNode('is told apart from an install that is missing', async () => {
    const script = await clone('not-installed', {});
    expect(await run(['whoami'], { node: oldNode ?? '', script })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('NODE_TOO_OLD') as unknown,
    });
  });

  withOldNode('passes signals on, and ends with what it started', async () => {
    const script = await clone('signals', { node: true });
    await mkdir(join(script, '../../dist'), { recursive: true });
    await writeFile(join(script, '../../dist/package.json'), '{"type":"module"}');
    await writeFile(
      join(script, '../../dist/main.js'),
      `export async function main() {
        process.once('SIGTERM', () => process.exit(7));
        setInterval(() => undefined, 1_000);
        console.log(process.pid);
      }`,
    );
    for (const [signal, expected] of [
      ['SIGTERM', { code: 7, signal: null }],
      ['SIGKILL', { code: null, signal: 'SIGKILL' }],
    ] as const) {
      const parent = spawn(oldNode ?? '', [script], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
      const childPid = Number(
        await new Promise<string>((heard) =>
          parent.stdout.once('data', (chunk: Buffer) => heard(chunk.toString())),
        ),
      );
      parent.kill(signal);
      expect(
        await new Promise((ended) => parent.once('exit', (code, by) => ended({ code, signal: by }))),
      ).toEqual(expected);
      while (isAlive(childPid)) await new Promise((again) => setTimeout(again, 20));
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
