import {
  copyFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type BackupReport,
  DEFAULT_COPY_LIMITS,
  launchEmbeddedPostgres,
  listDatabases,
  openSnapshot,
  restoreBackup,
  stopEmbeddedPostgres,
  verifyBackup,
  writeBackup,
} from '@kontor/database';
import { createEmptyDatabase, type TestDatabase } from '@kontor/testkit';
import { Client } from 'pg';
import { AWKWARD_ROWS, AWKWARD_SCHEMA } from '../support/database/awkward-schema.js';

// Restoring starts real servers; on a busy machine initdb alone takes seconds.
jest.setTimeout(120_000);

let source: TestDatabase;
let empty: TestDatabase;
let box: string;
/** Made once, copied by those who spoil it. */
let good: BackupReport;

const homeFile = (name: string) => path.join(box, 'old-home', name);

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const backup = (file: string, overwrite = false): Promise<BackupReport> =>
  writeBackup({
    file,
    overwrite,
    databases: [
      { name: 'kontor_shop_awkward', url: source.url },
      { name: 'kontor_shop_empty', url: empty.url },
    ],
    homeFiles: [homeFile('credentials'), homeFile('actor-signing-key'), homeFile('absent')],
    kontorVersion: '0.1.0',
    postgresVersion: '18.4',
    limits: DEFAULT_COPY_LIMITS,
  });

async function digests(url: string): Promise<unknown> {
  const image = await openSnapshot(url, 'any', DEFAULT_COPY_LIMITS);
  try {
    const tables: Record<string, unknown> = {};
    for (const table of image.tables) tables[table.name] = await image.digest(table);
    // The text of a view is of the server that prints it: what it has to be like on any is compared.
    const schema = image.schema.map(({ phase, name, likeness }) => ({ phase, name, likeness }));
    return { tables, schema, sequences: image.sequences };
  } finally {
    await image.close();
  }
}

beforeAll(async () => {
  box = mkdtempSync(path.join(os.tmpdir(), 'kontor-backup-'));
  chmodSync(box, 0o711);
  source = await createEmptyDatabase();
  empty = await createEmptyDatabase();
  await query(source.url, `${AWKWARD_SCHEMA}; ${AWKWARD_ROWS}`);
  // More than one part, and hardly to be compressed.
  await query(
    source.url,
    `INSERT INTO big (text) SELECT repeat(md5(n::text), 20) FROM generate_series(1, 20000) AS n`,
  );
  const { mkdirSync } = await import('node:fs');
  mkdirSync(path.join(box, 'old-home'));
  writeFileSync(homeFile('credentials'), '{"adminKey":"hush"}\n', { mode: 0o600 });
  writeFileSync(homeFile('actor-signing-key'), 'sign\n', { mode: 0o600 });
  good = await backup(path.join(box, 'good.kontor'));
});

afterAll(async () => {
  await source.drop();
  await empty.drop();
  rmSync(box, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

describe('a backup file', () => {
  it('is readable by its owner only, and says what is in it', async () => {
    expect((statSync(good.file).mode & 0o777).toString(8)).toBe('600');
    expect(good.bytes).toBe(statSync(good.file).size);
    expect(good.homeFiles).toEqual(['credentials', 'actor-signing-key']);
    const { databases, header } = await verifyBackup(good.file);
    expect(databases.map(({ summary }) => summary)).toEqual(good.databases);
    expect(good.databases[0]?.rows).toBeGreaterThan(20_000);
    expect(header).toMatchObject({ format: 'kontor-backup', version: 1, postgresVersion: '18.4' });
  });

  it('is left alone unless it is to be replaced, and nothing unfinished stays beside it', async () => {
    const before = readFileSync(good.file);
    await expect(backup(good.file)).rejects.toMatchObject({ code: 'BACKUP_FILE_EXISTS' });
    expect(readFileSync(good.file).equals(before)).toBe(true);
    await expect(backup(path.join(box, 'no', 'folder'))).rejects.toMatchObject({
      code: 'BACKUP_FILE_NOT_WRITABLE',
    });
    const again = path.join(box, 'again.kontor');
    copyFileSync(good.file, again);
    await backup(again, true);
    expect((await verifyBackup(again)).databases).toHaveLength(2);
    expect(readdirSync(box).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each<[string, string, (file: string) => void]>([
    [
      'another file',
      'BACKUP_FOREIGN',
      (file) => writeFileSync(file, 'PGDMP and what else there is'.repeat(100)),
    ],
    ['an empty file', 'BACKUP_FOREIGN', (file) => writeFileSync(file, '')],
    ['a file that is not there', 'BACKUP_FILE_UNREADABLE', (file) => rmSync(file)],
    [
      'one that lost its last byte of content',
      'BACKUP_DAMAGED',
      (file) => truncateSync(file, statSync(file).size - 1_025),
    ],
    [
      'one that was cut in the middle',
      'BACKUP_DAMAGED',
      (file) => truncateSync(file, statSync(file).size >> 1),
    ],
    ['one with another bit in its rows', 'BACKUP_DAMAGED', (file) => flip(file, 0.5)],
    [
      'one with another bit at its end',
      'BACKUP_DAMAGED',
      (file) => flip(file, 1 - 3_000 / statSync(file).size),
    ],
    [
      'one of a later form',
      'BACKUP_VERSION_UNSUPPORTED',
      (file) => exchange(file, '"version":1', '"version":2'),
    ],
  ])('that is %s is refused: %s', async (_what, code, spoil) => {
    const file = path.join(box, 'spoilt.kontor');
    copyFileSync(good.file, file);
    spoil(file);
    await expect(verifyBackup(file)).rejects.toMatchObject({ code });
  });

  it.each(Array.from({ length: 12 }, (_, index) => index / 12))(
    'is refused when a bit at %f of it has changed',
    async (place) => {
      const file = path.join(box, 'bit.kontor');
      copyFileSync(good.file, file);
      flip(file, place);
      const error = await verifyBackup(file).then(
        () => undefined,
        (thrown: { code?: string }) => thrown.code,
      );
      expect(['BACKUP_DAMAGED', 'BACKUP_FOREIGN']).toContain(error);
    },
  );
});

function flip(file: string, place: number): void {
  const bytes = readFileSync(file);
  const index = Math.floor(bytes.length * place);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function exchange(file: string, from: string, to: string): void {
  const bytes = readFileSync(file);
  bytes.write(to, bytes.indexOf(from));
  writeFileSync(file, bytes);
}

describe('a restore', () => {
  let home: string;
  beforeEach(() => void (home = path.join(mkdtempSync(path.join(box, 'r-')), 'home')));
  beforeEach(() => chmodSync(path.dirname(home), 0o711));
  afterEach(async () => void (await stopEmbeddedPostgres({ home }).catch(() => false)));

  const restore = async (replace = false, file = good.file) =>
    restoreBackup({ home, backup: await verifyBackup(file), replace, limits: DEFAULT_COPY_LIMITS });

  it('into an empty home gives the same databases, roles that can log in, and the keys', async () => {
    const report = await restore();
    expect(report.keptAside).toEqual([]);
    expect(readFileSync(path.join(home, 'credentials'), 'utf8')).toContain('hush');
    expect((statSync(path.join(home, 'credentials')).mode & 0o777).toString(8)).toBe('600');
    const server = await launchEmbeddedPostgres({ home });
    const found = await listDatabases(server.url);
    expect(found.map(({ name }) => name)).toEqual(['kontor_shop_awkward', 'kontor_shop_empty']);
    expect(await digests(found[0]?.url ?? '')).toEqual(await digests(source.url));
    const owners = await query(
      found[0]?.url ?? '',
      `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(owners).toEqual([{ tableowner: 'kontor_shop_awkward' }]);
    await server.stop();
  });

  it('leaves a filled home alone, unless it is to be replaced; then the old data is kept', async () => {
    const before = await launchEmbeddedPostgres({ home });
    await query(before.url, 'CREATE DATABASE precious');
    await expect(restore()).rejects.toMatchObject({ code: 'RESTORE_WOULD_REPLACE' });
    // This very process holds the server: somebody is at work.
    await expect(restore(true)).rejects.toMatchObject({ code: 'HOME_IN_USE' });
    await before.stop();
    const { keptAside, dataDir } = await restore(true);
    expect(keptAside).toEqual([before.dataDir]);
    expect(dataDir).not.toBe(before.dataDir);
    const after = await launchEmbeddedPostgres({ home });
    expect((await listDatabases(after.url)).map(({ name }) => name)).not.toContain('precious');
    await after.stop();
    expect(existsSync(path.join(before.dataDir, 'PG_VERSION'))).toBe(true);
  });

  it('that fails on the way leaves the home as it was', async () => {
    const before = await launchEmbeddedPostgres({ home });
    await query(before.url, 'CREATE DATABASE precious');
    await before.stop();
    const verified = await verifyBackup(good.file);
    const [first, ...rest] = verified.databases;
    if (!first) throw new Error('the backup is empty');
    const wrong = { ...first, digests: { ...first.digests, 'public.big': { rows: 20_000, sum: '0:0' } } };
    const backupWithWrongSum = { ...verified, databases: [wrong, ...rest] };
    await expect(
      restoreBackup({ home, backup: backupWithWrongSum, replace: true, limits: DEFAULT_COPY_LIMITS }),
    ).rejects.toMatchObject({ code: 'COPY_MISMATCH', message: expect.stringContaining('public.big') });
    expect(readdirSync(path.join(home, 'postgres')).filter((name) => name.startsWith('data'))).toEqual([
      'data',
    ]);
    const after = await launchEmbeddedPostgres({ home });
    expect((await listDatabases(after.url)).map(({ name }) => name)).toEqual(['precious']);
    await after.stop();
  });
});
