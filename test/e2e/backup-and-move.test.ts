import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedPostgres, launchEmbeddedPostgres } from '@kontor/database';
import pg from 'pg';
import { kontor } from '../support/kontor/command.js';
import { startLoad } from '../support/kontor/load.js';
import {
  START_TIMEOUT_MS,
  type KontorPlace,
  type KontorUnderTest,
  choosePlace,
  placeVariables,
  startKontor,
} from '../support/kontor/start-kontor.js';

/** What a shop asks: every subgraph, every kind of join, search, pages, sorted lists. */
const QUERIES = [
  '{ products(first: 50) { totalCount edges { cursor node { id sku name description availableQuantity price { amountMinor currency } } } } }',
  '{ products(first: 20) { edges { node { name reviews(first: 5) { edges { node { rating title body author { name } } } } } } } }',
  '{ orders(first: 20) { edges { node { number status buyer { name } lines { quantity product { name } unitPrice { amountMinor currency } } } } } }',
] as const;

/** Names of its own: the server that was given may hold somebody's Kontor. */
const PREFIX = `kontor_test_move_${process.pid}`;
const ENV = { KONTOR_DATABASE_PREFIX: PREFIX };

const WHOLE_MINUTES_MS = 8 * 60_000;

let folder: string;
let external: EmbeddedPostgres | undefined;
let target: string;
let running: KontorUnderTest | undefined;
let answers: string[];

/** The bodies as they come, to the byte. */
const askAll = ({ graphqlUrl }: KontorUnderTest): Promise<string[]> =>
  Promise.all(
    QUERIES.map(async (query) => {
      const response = await fetch(graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return response.text();
    }),
  );

async function start(place: KontorPlace): Promise<KontorUnderTest> {
  running = await startKontor(place, { env: ENV });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

const run = (place: KontorPlace, args: string[]) =>
  kontor(args, { env: { ...placeVariables(place), ...ENV } });

/** One that the tests are given, else a second embedded one: to Kontor both are somebody's PostgreSQL. */
async function chooseTarget(): Promise<string> {
  const given = process.env['KONTOR_TEST_DATABASE_URL'];
  if (given) return given;
  external = await launchEmbeddedPostgres({ home: join(folder, 'external') });
  return external.url;
}

beforeAll(async () => {
  folder = mkdtempSync(join(process.env['KONTOR_E2E_FOLDER'] ?? '', 'backup-'));
  chmodSync(folder, 0o711);
  target = await chooseTarget();
}, START_TIMEOUT_MS);

afterAll(async () => {
  await stop();
  await dropMoved();
  await external?.stop();
}, START_TIMEOUT_MS);

/** On a server that was given, nothing must stay. */
async function dropMoved(): Promise<void> {
  const client = new pg.Client({ connectionString: target });
  await client.connect();
  try {
    for (const name of await movedDatabases(client))
      await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

async function movedDatabases(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1`,
    [`${PREFIX}_`],
  );
  return rows.map(({ name }) => name);
}

describe('the storefront answers the same, to the byte', () => {
  let restored: KontorPlace;
  let file: string;

  it(
    'after a backup under load and a restore into a new home',
    async () => {
      file = join(folder, 'storefront.backup');
      const original = await start(await choosePlace(folder, 'original'));
      answers = await askAll(original);
      expect(answers.filter((answer) => answer.includes('"errors"'))).toEqual([]);
      const load = startLoad(original.graphqlUrl, QUERIES[1], 4);
      await load.moreAnswers(10);
      const made = await run(original.place, ['backup', file, '--format', 'json']);
      const { failures } = await load.stop();
      expect({ ...made, output: undefined, failures }).toMatchObject({ code: 0, failures: [] });
      expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
      await stop();

      restored = await choosePlace(folder, 'restored');
      const looked = await run(restored, ['restore', file, '--dry-run']);
      expect(looked.output).toMatch(/kontor_test_move_\d+_storefront_products .+/);
      expect(existsSync(restored.home)).toBe(false);
      const { code, output } = await run(restored, ['restore', file]);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(await askAll(await start(restored))).toEqual(answers);
      // The keys of the old home are those of the new one.
      expect(await run(restored, ['whoami'])).toMatchObject({ code: 0 });
    },
    WHOLE_MINUTES_MS,
  );

  it(
    'after a move to a PostgreSQL of one’s own',
    async () => {
      const busy = await run(restored, ['db', 'move', '--to', target]);
      expect(busy).toMatchObject({ code: 2, output: expect.stringMatching(/HOME_IN_USE/) });
      await stop();
      const looked = await run(restored, ['db', 'move', '--to', target, '--dry-run']);
      expect(looked).toMatchObject({ code: 0, output: expect.stringMatching(/7 databases could be moved/) });
      const moved = await run(restored, ['db', 'move', '--to', target]);
      expect(moved).toMatchObject({ code: 0, output: expect.stringMatching(/every one compared/) });
      const { password } = new URL(target);
      if (password) expect(moved.output).not.toContain(decodeURIComponent(password));
      expect((statSync(join(restored.home, 'database-server.json')).mode & 0o777).toString(8)).toBe('600');

      const after = await start(restored);
      expect(after.processes().map(({ name }) => name)).not.toContain('database');
      expect(await askAll(after)).toEqual(answers);
      expect(await run(restored, ['whoami'])).toMatchObject({ code: 0 });
      expect(await run(restored, ['doctor'])).toMatchObject({ code: 0 });
      if (password) expect(after.output()).not.toContain(decodeURIComponent(password));
      expect(await run(restored, ['db', 'move', '--to', target])).toMatchObject({ code: 2 });
    },
    WHOLE_MINUTES_MS,
  );

  it(
    'and after the way back',
    async () => {
      const back = join(folder, 'back.backup');
      expect(await run(restored, ['backup', back])).toMatchObject({ code: 0 });
      await stop();
      expect(await run(restored, ['restore', back])).toMatchObject({
        code: 2,
        output: expect.stringMatching(/RESTORE_WOULD_REPLACE/),
      });
      const { code, output } = await run(restored, ['restore', back, '--replace']);
      expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/Kept aside/) });
      const home = await start(restored);
      expect(home.processes().map(({ name }) => name)).toContain('database');
      expect(await askAll(home)).toEqual(answers);
      expect(readFileSync(back).subarray(0, 18).toString()).toBe('kontor-backup.json');
    },
    WHOLE_MINUTES_MS,
  );
});
