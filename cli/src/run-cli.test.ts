import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { COMMANDS } from './commands/index.js';
import { fakeIo } from './io.fake.js';
import { runCli } from './run-cli.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = async (...argv: string[]) => {
  const io = fakeIo({ cwd: folder });
  const exitCode = await runCli(argv, io);
  return { exitCode, ...io.printed };
};

const envelopeIn = (
  stdout: string,
): { json_version: string; data: unknown; error: { code: string } | null } => {
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const envelope: unknown = JSON.parse(stdout);
  expect(Object.keys(envelope as object)).toEqual(['json_version', 'data', 'error']);
  return envelope as ReturnType<typeof envelopeIn>;
};

describe('every command', () => {
  it.each(COMMANDS.map((entry) => entry.path))('`%s` has help with at least one example', async (path) => {
    const { exitCode, stdout, stderr } = await run(...path.split(' '), '--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: kontor ${path}`);
    expect(stdout).toContain('Examples:\n  $ ');
    expect(stdout).toContain('--format');
  });

  it.each(COMMANDS.map((entry) => entry.path))('`%s` tells a usage error as envelope', async (path) => {
    const { exitCode, stdout, stderr } = await run(...path.split(' '), '--no-such-flag', '--format', 'json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect(envelopeIn(stdout)).toMatchObject({
      json_version: '1',
      data: null,
      error: { code: 'USAGE_INVALID' },
    });
  });

  it.each(COMMANDS.map((entry) => entry.path))('`%s` tells help as envelope', async (path) => {
    const { exitCode, stdout } = await run('--format=json', ...path.split(' '), '--help');
    expect(exitCode).toBe(0);
    expect(envelopeIn(stdout)).toMatchObject({
      data: { help: expect.stringContaining('Usage:') },
      error: null,
    });
  });
});

describe('reporting', () => {
  it('lists every command in the overview', async () => {
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(0);
    for (const { path, summary } of COMMANDS)
      expect(stdout).toMatch(new RegExp(`^  ${path} +${summary.slice(0, 20)}`, 'm'));
  });

  it('keeps failures for people on stderr', async () => {
    const { stdout, stderr, exitCode } = await run('explain', 'NO_SUCH_CODE_AT_ALL');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    expect(stderr).toBe(
      'error ERROR_CODE_UNKNOWN: There is no error code NO_SUCH_CODE_AT_ALL.\n  fix:  `kontor explain` lists every code of this version.\n',
    );
  });

  it('says what, why and what to do when it could not run', async () => {
    const { stderr, exitCode } = await run('whoami');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^error API_KEY_MISSING: .+\n {2}why: {2}.+\n {2}fix: {2}.+\n {2}more: kontor explain API_KEY_MISSING\n$/,
    );
  });

  it('writes the answer to a file, and leaves the file alone when it fails', async () => {
    const file = join(folder, 'out.json');
    const done = await run('explain', 'KEY_INVALID', '--format', 'json', '--output', 'out.json');
    expect(done).toMatchObject({ exitCode: 0, stdout: '' });
    expect(envelopeIn(await readFile(file, 'utf8'))).toMatchObject({
      data: { code: 'KEY_INVALID', httpStatus: 401 },
    });
    await writeFile(file, 'before');
    expect(await run('explain', 'NO_SUCH_CODE', '--output', 'out.json')).toMatchObject({ exitCode: 3 });
    expect(await readFile(file, 'utf8')).toBe('before');
    expect((await stat(file)).isFile()).toBe(true);
  });

  it('names an output file that cannot be written', async () => {
    const { exitCode, stdout } = await run(
      'explain',
      'KEY_INVALID',
      '--output',
      'no/such/folder',
      '--format',
      'json',
    );
    expect(exitCode).toBe(2);
    expect(envelopeIn(stdout).error?.code).toBe('OUTPUT_NOT_WRITABLE');
  });

  it('colours on a terminal only, and never with NO_COLOR', async () => {
    const printedWith = async (env: Record<string, string>, terminal: boolean) => {
      const io = fakeIo({ cwd: folder, env, terminal });
      await runCli(['--help'], io);
      return io.printed.stdout;
    };
    const escape = '\u001b[';
    expect(await printedWith({}, false)).not.toContain(escape);
    expect(await printedWith({}, true)).toContain(escape);
    expect(await printedWith({ NO_COLOR: '1' }, true)).not.toContain(escape);
    expect(await printedWith({ FORCE_COLOR: '1' }, false)).toContain(escape);
    expect(await printedWith({ FORCE_COLOR: '1', NO_COLOR: '1' }, false)).not.toContain(escape);
  });
});
