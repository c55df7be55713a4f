import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DatabaseError,
  DEFAULT_COPY_LIMITS,
  openSnapshot,
  writeImage,
  type Snapshot,
} from '@kontor/database';
import { createEmptyDatabase, type TestDatabase } from '@kontor/testkit';
import { Client } from 'pg';
import { AWKWARD_ROWS, AWKWARD_SCHEMA } from '../support/database/awkward-schema.js';

const BIG_ROWS = 100_000;

const databases: TestDatabase[] = [];

async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  databases.push(database);
  return database;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const run = (url: string, sql: string) => withClient(url, (client) => client.query(sql));

async function filled(sql: string): Promise<TestDatabase> {
  const database = await emptyDatabase();
  await run(database.url, sql);
  return database;
}

const snapshotOf = ({ url }: TestDatabase): Promise<Snapshot> =>
  openSnapshot(url, 'original', DEFAULT_COPY_LIMITS);

/** Copies into a new database; `change` may touch the image on the way. */
async function copy(
  source: TestDatabase,
  change: (image: Snapshot) => Snapshot = (image) => image,
): Promise<TestDatabase> {
  const target = await emptyDatabase();
  const image = await snapshotOf(source);
  try {
    await withClient(target.url, (client) =>
      writeImage({ image: change(image), client, limits: DEFAULT_COPY_LIMITS }),
    );
  } finally {
    await image.close();
  }
  return target;
}

const value = async (url: string, sql: string): Promise<unknown> => {
  const { rows } = await withClient(url, (client) => client.query<{ v: unknown }>(sql));
  return rows[0]?.v;
};

const countTables = (url: string) =>
  value(
    url,
    `SELECT count(*)::int AS v FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );

afterAll(() => Promise.all(databases.map((database) => database.drop())));

describe('a copy of an awkward database', () => {
  let source: TestDatabase;
  let target: TestDatabase;

  beforeAll(async () => {
    source = await filled(`${AWKWARD_SCHEMA}; ${AWKWARD_ROWS}`);
    await run(
      source.url,
      `INSERT INTO big (text) SELECT 'row ' || n FROM generate_series(1, ${BIG_ROWS}) AS n`,
    );
    target = await copy(source);
  });

  it('was found equal, row by row and object by object, and again by whoever looks', async () => {
    const [a, b] = [await snapshotOf(source), await snapshotOf(target)];
    try {
      expect(b.schema).toEqual(a.schema);
      expect(b.tables).toEqual(a.tables);
      expect(b.sequences).toEqual(a.sequences);
      for (const table of a.tables)
        expect({ table: table.name, ...(await b.digest(table)) }).toEqual({
          table: table.name,
          ...(await a.digest(table)),
        });
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
  });

  it('has what the schema was made of', async () => {
    const kinds = await snapshotOf(target).then(async (image) => {
      await image.close();
      return new Set(image.schema.map(({ name }) => name.replace(/ (on |"|\w+[.(]|\w+$).*/, '')));
    });
    for (const kind of [
      ...[
        'schema',
        'extension',
        'enum',
        'composite type',
        'domain',
        'range',
        'sequence',
        'function',
        'table',
      ],
      ...[
        'column setting',
        'sequence owner',
        'view',
        'materialized view',
        'key',
        'index',
        'statistics',
        'check',
      ],
      ...[
        'trigger',
        'rule',
        'policy',
        'table setting',
        'foreign key',
        'comment',
        'database setting',
        'collation',
      ],
    ])
      expect(kinds).toContain(kind);
  });

  it('goes on counting where the original stopped', async () => {
    for (const { url } of [source, target]) {
      expect(await value(url, `INSERT INTO big (text) VALUES ('next') RETURNING id AS v`)).toBe(
        String(BIG_ROWS + 1),
      );
      expect(await value(url, `INSERT INTO "Odd Name" DEFAULT VALUES RETURNING "Id" AS v`)).toBe(1007);
    }
  });

  it('keeps its rules: checks, foreign keys, triggers and generated columns work', async () => {
    const { url } = target;
    await expect(run(url, `INSERT INTO cycle_a (id, b) VALUES (99, 98)`)).rejects.toMatchObject({
      code: '23503',
    });
    await expect(run(url, `INSERT INTO money_box (amount) VALUES (-1)`)).rejects.toMatchObject({
      code: '23514',
    });
    expect(await value(url, `INSERT INTO money_box (amount) VALUES (2.50) RETURNING doubled AS v`)).toBe(
      '5.00',
    );
    expect(await value(url, `SELECT count(*)::int AS v FROM audit WHERE what = 'money_box INSERT'`)).toBe(3);
    expect(await value(url, `SELECT total AS v FROM totals_of_totals`)).not.toBeNull();
  });
});

describe('a copy', () => {
  it('is of one moment, however much is written meanwhile', async () => {
    const source = await filled('CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)');
    const image = await snapshotOf(source);
    const target = await emptyDatabase();
    await run(source.url, 'INSERT INTO t VALUES (3); DELETE FROM t WHERE id = 1');
    await withClient(target.url, (client) => writeImage({ image, client, limits: DEFAULT_COPY_LIMITS }));
    await image.close();
    expect(await value(target.url, `SELECT string_agg(id::text, ',' ORDER BY id) AS v FROM t`)).toBe('1,2');
  });

  it.each([
    ['a row too few', { rows: 1, sum: 'x' }, /t has 1 rows here and 2 there/],
    ['another row', { rows: 2, sum: '1:1' }, /rows of public\.t are different/],
  ])('that has %s is taken back', async (_what, digest, said) => {
    const source = await filled('CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2)');
    const failed = copy(source, (image) => ({ ...image, digest: () => Promise.resolve(digest) }));
    await expect(failed).rejects.toMatchObject({
      code: 'COPY_MISMATCH',
      message: expect.stringMatching(said),
    });
    expect(await countTables(databases.at(-1)?.url ?? '')).toBe(0);
  });

  it('that lacks an index is taken back', async () => {
    const source = await filled('CREATE TABLE t (id int); CREATE INDEX first ON t (id)');
    const failed = copy(source, (image) => ({
      ...image,
      schema: image.schema.map((object) =>
        object.name.startsWith('index') ? { ...object, statements: [] } : object,
      ),
    }));
    await expect(failed).rejects.toMatchObject({
      code: 'COPY_MISMATCH',
      message: expect.stringContaining('index public.first is missing'),
    });
  });

  it('tells the two same rows from one, and {1,2} from {2,1}', async () => {
    const digestOf = async (values: string) => {
      const image = await snapshotOf(
        await filled(`CREATE TABLE t (a int, b int); INSERT INTO t VALUES ${values}`),
      );
      const [table] = image.tables;
      const digest = table && (await image.digest(table));
      await image.close();
      return digest?.sum;
    };
    const sums = await Promise.all(
      ['(1, 2)', '(2, 1)', '(1, 2), (1, 2)', '(NULL, 1)', '(1, NULL)', '(1, 2), (2, 1)'].map(digestOf),
    );
    expect(new Set(sums).size).toBe(sums.length);
    expect(await digestOf('(2, 1), (1, 2)')).toBe(sums[5]);
  });

  it.each([
    [
      'partitions',
      'CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p DEFAULT',
      /table public\.p, table public\.p1\./,
    ],
    ['an aggregate', `CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)`, /total\(integer\)/],
    ['a large object', `SELECT lo_from_bytea(0, 'x')`, /large object/],
  ])('of %s is refused by name', async (_what, sql, named) => {
    const source = await filled(sql);
    const error = await snapshotOf(source).then(
      () => undefined,
      (thrown: DatabaseError) => thrown,
    );
    expect(error?.code).toBe('COPY_UNSUPPORTED');
    expect(error?.message).toMatch(named);
  });

  it('says whose rights it does not copy', async () => {
    const source = await filled('CREATE TABLE t (id int); GRANT SELECT ON t TO pg_monitor');
    const image = await snapshotOf(source);
    await image.close();
    expect(image.remarks).toEqual(['original: rights of other roles on table public.t are not copied']);
  });
});
