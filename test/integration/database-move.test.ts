import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  copyLimitsFrom,
  launchEmbeddedPostgres,
  moveDatabases,
  openSnapshot,
  readServerOfHome,
  stopEmbeddedPostgres,
} from '@kontor/database';
import { Client } from 'pg';
import { AWKWARD_ROWS, AWKWARD_SCHEMA } from '../support/database/awkward-schema.js';
import { until } from '../support/kontor/until.js';

// Real servers; on a busy machine initdb alone takes seconds.
jest.setTimeout(180_000);

const limits = copyLimitsFrom({});
/** One that the tests are given (of any major version), else the embedded one of this run. */
const target = process.env['KONTOR_TEST_DATABASE_URL'] ?? process.env['KONTOR_TEST_SERVER_URL'] ?? '';

let box: string;
let home: string;
/** Two databases, so that there is a moment between them. */
let names: [string, string];

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const on = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

async function digests(url: string): Promise<unknown> {
  const image = await openSnapshot(url, 'any', limits);
  try {
    const tables: Record<string, unknown> = {};
    for (const table of image.tables) tables[table.name] = await image.digest(table);
    return { tables, objects: image.schema.map(({ name }) => name), sequences: image.sequences };
  } finally {
    await image.close();
  }
}

const digestsOn = (server: string): Promise<unknown[]> =>
  Promise.all(names.map((name) => digests(on(server, name))));

/** Starts the embedded server for `work`, as `kontor start` would. */
async function embedded<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await launchEmbeddedPostgres({ home });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

const move = (more: Partial<Parameters<typeof moveDatabases>[0]> = {}) =>
  moveDatabases({ home, to: target, acceptCollation: false, dryRun: false, limits, ...more });

beforeEach(async () => {
  box = mkdtempSync(path.join(os.tmpdir(), 'kontor-move-'));
  chmodSync(box, 0o711);
  home = path.join(box, 'home');
  const run = randomBytes(4).toString('hex');
  names = [`kontor_test_move_${run}_a`, `kontor_test_move_${run}_b`];
  await embedded(async (url) => {
    for (const name of names) {
      await query(url, `CREATE DATABASE ${name}`);
      await query(on(url, name), `${AWKWARD_SCHEMA}; ${AWKWARD_ROWS}`);
      await query(
        on(url, name),
        `INSERT INTO big (text) SELECT 'row ' || n FROM generate_series(1, 50000) AS n`,
      );
    }
  });
});

afterEach(async () => {
  await stopEmbeddedPostgres({ home }).catch(() => false);
  for (const name of names) await query(target, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  rmSync(box, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

describe('a move to another server', () => {
  it('is looked at first; then every row is there, the home uses it, and the old data is as it was', async () => {
    const before = await embedded(digestsOn);
    const looked = await move({ dryRun: true });
    expect(looked.databases.map(({ name, state }) => [name, state])).toEqual(
      names.map((name) => [name, 'absent']),
    );
    expect(
      await query(target, `SELECT FROM pg_database WHERE datname LIKE '${names[0].slice(0, -1)}%'`),
    ).toEqual([]);

    const moved = await move();
    expect(await digestsOn(target)).toEqual(before);
    expect(readServerOfHome(home)?.url).toBe(target);
    expect((statSync(path.join(home, 'database-server.json')).mode & 0o777).toString(8)).toBe('600');
    expect(JSON.stringify(moved)).not.toContain(new URL(target).password || 'no password');
    const marks = await query(
      target,
      `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname IN ('${names.join("', '")}')`,
    );
    expect(marks).toEqual([{ mark: null }, { mark: null }]);
    await expect(move()).rejects.toMatchObject({ code: 'MOVE_NOT_EMBEDDED' });
    expect(await embedded(digestsOn)).toEqual(before);
  });

  it('names everything that stands in its way at once, and changes nothing', async () => {
    const role = `kontor_test_role_${randomBytes(4).toString('hex')}`;
    await query(target, `CREATE ROLE ${role} LOGIN PASSWORD 'hush'`);
    try {
      await query(
        target,
        `CREATE DATABASE ${names[0]} OWNER ${role} TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'`,
      );
      await query(on(target, names[0]), 'CREATE TABLE precious (id int)');
      const url = new URL(target);
      [url.username, url.password] = [role, 'hush'];
      const error = await move({ to: url.href }).then(
        () => undefined,
        (thrown: Error & { code?: string }) => thrown,
      );
      expect(error?.code).toBe('MOVE_REFUSED');
      expect(error?.message).toMatch(/LATIN1/);
      expect(error?.message).toMatch(/holds tables of something else/);
      expect(error?.message).toMatch(new RegExp(`CREATEDB|may not create databases.*${names[1]}`, 's'));
      expect(error?.message).not.toMatch(/hush/);
      expect(await query(on(target, names[0]), 'SELECT * FROM precious')).toEqual([]);
      expect(existsSync(path.join(home, 'database-server.json'))).toBe(false);
    } finally {
      await query(target, `DROP DATABASE IF EXISTS ${names[0]} WITH (FORCE)`);
      await query(target, `DROP ROLE ${role}`);
    }
  });

  it.each<[string, () => Promise<boolean>]>([
    ['before anything is there', async () => (await rowsThere(0)) !== undefined],
    ['when one database is there and the other is not', async () => ((await rowsThere(0)) ?? 0) > 0],
  ])('that is killed %s can be run again, with what was written since', async (_when, reached) => {
    const mover = spawn(
      process.execPath,
      [path.resolve(import.meta.dirname, '../support/move-database.mjs'), home, target],
      { stdio: 'ignore' },
    );
    const exited = new Promise((done) => mover.once('exit', done));
    await until('the move has got there', reached, 120_000);
    mover.kill('SIGKILL');
    await exited;
    // Not moved: the home is used as before, and takes new rows.
    expect(readServerOfHome(home)).toBeUndefined();
    const before = await embedded(async (url) => {
      await query(on(url, names[0]), `INSERT INTO big (text) VALUES ('after the kill')`);
      return digestsOn(url);
    });
    await move();
    expect(await digestsOn(target)).toEqual(before);
    expect(readServerOfHome(home)?.url).toBe(target);
  });
});

/** Undefined while the database does not exist; 0 until its one transaction is done. */
async function rowsThere(index: 0 | 1): Promise<number | undefined> {
  const [found] = await query<object>(target, `SELECT 1 FROM pg_database WHERE datname = '${names[index]}'`);
  if (!found) return undefined;
  const [row] = await query<{ there: boolean }>(
    on(target, names[index]),
    `SELECT to_regclass('public.big') IS NOT NULL AS there`,
  );
  return row?.there ? 1 : 0;
}
