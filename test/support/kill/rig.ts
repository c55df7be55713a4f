import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseName, type DomainId } from '@kontor/protocol';
import { Client } from 'pg';
import { root } from '../kontor/command.js';
import { writeSmallConfig } from '../kontor/small-config.js';
import {
  beginKontor,
  choosePlace,
  kontorAt,
  START_TIMEOUT_MS,
  type KontorPlace,
  type KontorUnderTest,
} from '../kontor/start-kontor.js';

export const PRODUCTS: DomainId = { graph: 'storefront', domain: 'products' };
export const REGISTRY: DomainId = { graph: 'platform', domain: 'registry' };

/** A Kontor with one seeded subgraph that is killed again and again, and looked at from behind: its tables, its log. */
export interface Rig {
  readonly kontor: KontorUnderTest;
  /** The migrations of the products subgraph, to which moments add some. */
  readonly migrationsDir: string;
  /** Begins a `kontor start` on the home of before, and does not wait. */
  begin(): void;
  /** Waits until it is up. */
  up(): Promise<void>;
  stop(): Promise<void>;
  /** The next start is a first start. */
  takeFreshHome(): Promise<void>;
  /** How often the launcher has started this process in the last minute. */
  recentStarts(name: string): number;
  /** One statement as the server's superuser. */
  sql<Row extends object>(domain: DomainId, text: string, values?: unknown[]): Promise<Row[]>;
}

const WINDOW_MS = 60_000;

export async function createRig(folder: string): Promise<Rig> {
  const migrationsDir = join(folder, 'migrations');
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'prisma/storefront/products/migrations'), migrationsDir, { recursive: true });
  const config = writeConfig(folder, migrationsDir);
  let homes = 0;
  let place: KontorPlace = await choosePlace(folder, 'home-0');
  let kontor: KontorUnderTest | undefined;
  const running = (): KontorUnderTest => {
    if (!kontor) throw new Error('nothing was started yet');
    return kontor;
  };

  return {
    get kontor() {
      return running();
    },
    migrationsDir,
    begin() {
      kontor = kontorAt(place, beginKontor(place, { config }));
    },
    async up() {
      await running().command.printed(/Kontor is up/, START_TIMEOUT_MS);
    },
    async stop() {
      await kontor?.stop();
    },
    async takeFreshHome() {
      homes += 1;
      place = await choosePlace(folder, `home-${homes}`);
    },
    recentStarts(name) {
      const log = join(place.home, 'logs/launcher.log');
      if (!existsSync(log)) return 0;
      return readFileSync(log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { time: string; process: string; msg: string })
        .filter(
          ({ time, process, msg }) =>
            process === name && msg.startsWith('started') && Date.now() - Date.parse(time) < WINDOW_MS,
        ).length;
    },
    sql: (domain, text, values) => query(place.home, domain, text, values),
  };
}

async function query<Row extends object>(
  home: string,
  domain: DomainId,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const url = new URL(readFileSync(join(home, 'database-url'), 'utf8').trim());
  url.pathname = `/${databaseName(domain)}`;
  const client = new Client({ connectionString: url.href, connectionTimeoutMillis: 5_000 });
  // Its server is killed under it, now and then.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Row>(text, values);
    return rows;
  } finally {
    await client.end().catch(() => {});
  }
}

function writeConfig(folder: string, migrationsDir: string): string {
  const path = writeSmallConfig(folder, '    env: { KONTOR_SEED: storefront }');
  const original = join(root, 'prisma/storefront/products/migrations');
  writeFileSync(path, readFileSync(path, 'utf8').replace(original, migrationsDir));
  return path;
}
