import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { products, SAMPLE_BRANDS, SAMPLE_CATEGORIES, SAMPLE_COUNTS } from '@storefront/seed';
import { root, runCommand } from '../kontor/command.js';
import { until } from '../kontor/until.js';
import { fateOf, publishSomething, type Fate, type Publish } from './ledger.js';
import type { Kind, Target } from './moments.js';
import { PRODUCTS, REGISTRY, type Rig } from './rig.js';
import { killAll } from './targets.js';

/** Something that goes on and can be interrupted. */
export interface UnderWay {
  /** How long it usually takes from now. */
  readonly windowMs: number;
  /** Processes of its own, which go with `all` and `everything`. */
  readonly pids: readonly number[];
  /** After everything is back: what became of it. */
  outcome(): Promise<Outcome>;
}

export interface Outcome {
  /** What became of each publish. */
  readonly publishes: readonly Fate[];
  /** Seeds and migrations: complete, and once. Null where there was none. */
  readonly complete: boolean | null;
}

export const BEGIN: Readonly<Record<Kind, (rig: Rig, target: Target) => Promise<UnderWay>>> = {
  publish: beginPublish,
  launch: beginLaunch,
  delivery: beginDelivery,
  seed: beginSeed,
  migration: beginMigration,
};

const DELIVERY_MS = 250;
const SEED_MS = 1_500;
const MIGRATION_MS = 1_200;

/** Two that compose and one that is refused, at the same time: three times as long as the one before them. */
async function beginPublish(rig: Rig): Promise<UnderWay> {
  const startedAt = performance.now();
  const before = await publishSomething(rig, 'teamC', true);
  const windowMs = 3 * (performance.now() - startedAt);
  const publishes = [
    Promise.resolve(before),
    publishSomething(rig, 'teamA', true),
    publishSomething(rig, 'teamB', true),
    publishSomething(rig, 'teamD', false),
  ];
  return { windowMs, pids: [], outcome: () => publishesOf(rig, publishes) };
}

/** Kills as soon as the launch is seen pending, or completed when nobody was quick enough to see that. */
async function beginLaunch(rig: Rig): Promise<UnderWay> {
  const launches = 'SELECT status FROM launches ORDER BY created_at DESC, sequence DESC LIMIT 1';
  const countOf = async (): Promise<number> =>
    (await rig.sql<{ n: number }>(REGISTRY, 'SELECT count(*)::int AS n FROM launches'))[0]?.n ?? 0;
  const before = await countOf();
  const publish = publishSomething(rig, 'teamA', true);
  await until(
    'the launch is recorded',
    async () => (await countOf()) > before && rig.sql(REGISTRY, launches),
  );
  return { windowMs: 5, pids: [], outcome: () => publishesOf(rig, [publish]) };
}

async function beginDelivery(rig: Rig): Promise<UnderWay> {
  const publish = await publishSomething(rig, 'teamB', true);
  return { windowMs: DELIVERY_MS, pids: [], outcome: () => publishesOf(rig, [Promise.resolve(publish)]) };
}

async function publishesOf(rig: Rig, publishes: readonly Promise<Publish>[]): Promise<Outcome> {
  const answered = await Promise.all(publishes);
  // A registry that came back completes what it finds; what is half now has some seconds to become whole.
  const fates = Promise.all(answered.map((publish) => settledFate(rig, publish)));
  return { publishes: await fates, complete: null };
}

const SETTLE_MS = 20_000;

async function settledFate(rig: Rig, publish: Publish): Promise<Fate> {
  let fate: Fate = 'half';
  await until(
    'the publish is settled',
    async () => (fate = await fateOf(rig, publish)) !== 'half',
    SETTLE_MS,
  ).catch(() => undefined);
  return fate;
}

/**
 * The sample data are written by the subgraph that finds its tables empty: at a first start when everything is to be
 * killed, else because they were emptied and the subgraph begins again beside the others that run.
 */
async function beginSeed(rig: Rig, target: Target): Promise<UnderWay> {
  if (target === 'everything') {
    await rig.stop();
    await rig.takeFreshHome();
    rig.begin();
  } else {
    await rig.sql(PRODUCTS, 'TRUNCATE product_media, products, brands, categories');
    killAll([rig.kontor.processNamed('products').pid]);
  }
  await until('the seed begins', () => isLocked(rig, SEED_LOCK), 90_000);
  return {
    windowMs: SEED_MS,
    pids: [],
    async outcome() {
      const [written] = await rig.sql<typeof SAMPLE>(
        PRODUCTS,
        `SELECT (SELECT count(*)::int FROM products) AS products,
                (SELECT count(*)::int FROM product_media) AS media,
                (SELECT count(*)::int FROM brands) AS brands,
                (SELECT count(*)::int FROM categories) AS categories`,
      );
      return { publishes: [], complete: isDeepStrictEqual({ ...written }, SAMPLE) };
    },
  };
}

/** How many rows of each there are when the sample data were written completely, and once. */
const SAMPLE = {
  products: SAMPLE_COUNTS.products,
  media: [...products()].reduce((sum, { media }) => sum + media.length, 0),
  brands: SAMPLE_BRANDS.length,
  categories: SAMPLE_CATEGORIES.length,
};

const ROWS = 300_000;

/**
 * A migration that takes about a second: applied by a start when everything is to be killed, else by a process of its
 * own beside what runs, as an upgrade does it. Whoever was interrupted is run once more, as its supervisor would.
 */
async function beginMigration(rig: Rig, target: Target): Promise<UnderWay> {
  const name = writeMigration(rig);
  const migrator =
    target === 'everything'
      ? undefined
      : () =>
          runCommand([
            join(root, 'test/support/kontor/migrate-products.mjs'),
            rig.kontor.place.home,
            rig.migrationsDir,
          ]);
  if (!migrator) {
    await rig.stop();
    rig.begin();
  }
  const first = migrator?.();
  await until('the migration begins', () => isLocked(rig, MIGRATION_LOCK), 90_000);
  return {
    windowMs: MIGRATION_MS,
    pids: first && target === 'all' ? [first.pid] : [],
    async outcome() {
      if (first && (await first.exited) !== 0) await migrator?.().exited;
      return { publishes: [], complete: await isMigrated(rig, name) };
    },
  };
}

let migrations = 0;

function writeMigration({ migrationsDir }: Rig): string {
  migrations += 1;
  const name = `2099010100${String(migrations).padStart(4, '0')}_killed_${process.pid}`;
  const table = `killed_${process.pid}_${migrations}`;
  mkdirSync(join(migrationsDir, name), { recursive: true });
  writeFileSync(
    join(migrationsDir, name, 'migration.sql'),
    `CREATE TABLE ${table} AS SELECT id, md5(id::text) AS text FROM generate_series(1, ${ROWS}) AS id;
ALTER TABLE ${table} ADD PRIMARY KEY (id);
CREATE INDEX ON ${table} (text);
`,
  );
  return name;
}

async function isMigrated(rig: Rig, name: string): Promise<boolean> {
  const attempts = await rig.sql<{ finished: boolean; open: boolean }>(
    PRODUCTS,
    `SELECT finished_at IS NOT NULL AS finished, finished_at IS NULL AND rolled_back_at IS NULL AS open
       FROM _prisma_migrations WHERE migration_name = $1`,
    [name],
  );
  const table = `killed_${process.pid}_${migrations}`;
  const rows = await rig
    .sql<{ n: number }>(PRODUCTS, `SELECT count(*)::int AS n FROM ${table}`)
    .catch(() => []);
  const indexes = await rig.sql(PRODUCTS, 'SELECT FROM pg_indexes WHERE tablename = $1', [table]);
  // The tables of a hundred moments would make the later ones slower.
  await rig.sql(PRODUCTS, `DROP TABLE IF EXISTS ${table}`);
  return (
    attempts.filter(({ finished }) => finished).length === 1 &&
    !attempts.some(({ open }) => open) &&
    rows[0]?.n === ROWS &&
    indexes.length === 2
  );
}

/** The number that migrations lock with, as pg_locks shows it; a seed locks with another. */
const MIGRATION_LOCK =
  "l.objid = 72707369 AND EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = l.pid AND a.query ~ 'generate_series')";
const SEED_LOCK = 'l.objid <> 72707369';

async function isLocked(rig: Rig, which: string): Promise<boolean> {
  const rows = await rig
    .sql(
      PRODUCTS,
      `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
        WHERE l.locktype = 'advisory' AND l.granted AND ${which}`,
    )
    .catch(() => []);
  return rows.length > 0;
}
