import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { ask } from '../support/kontor/ask.js';
import { kontor } from '../support/kontor/command.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { writeSmallConfig } from '../support/kontor/small-config.js';
import {
  START_TIMEOUT_MS,
  type KontorUnderTest,
  choosePlace,
  placeVariables,
  startKontor,
} from '../support/kontor/start-kontor.js';

const PREFIX = `kontor_test_e2e_${process.pid}`;
const DATABASES = ['platform_identity', 'platform_registry', 'storefront_products'].map(
  (name) => `${PREFIX}_${name}`,
);

let serverUrl: string;
let config: string;
let running: KontorUnderTest;

/** The server that the integration tests may use as well, else the one of the shared Kontor, as if it were anybody's. */
async function anyServer(): Promise<string> {
  const given = process.env['KONTOR_TEST_DATABASE_URL'];
  if (given) return given;
  const { place } = await sharedKontor();
  return readFileSync(join(place.home, 'database-url'), 'utf8').trim();
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const existing = (): Promise<string[]> =>
  onServer(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datname = ANY($1) ORDER BY 1',
      [DATABASES],
    );
    return rows.map(({ name }) => name);
  });

beforeAll(async () => {
  serverUrl = await anyServer();
  const folder = mkdtempSync(join(process.env['KONTOR_E2E_FOLDER'] ?? '', 'external-'));
  chmodSync(folder, 0o711);
  config = writeSmallConfig(folder);
  const place = await choosePlace(folder, 'home');
  const env = { DATABASE_URL: serverUrl, KONTOR_DATABASE_PREFIX: PREFIX };
  running = await startKontor(place, { config, env });
}, START_TIMEOUT_MS);

afterAll(async () => {
  await running?.stop();
  await onServer(async (client) => {
    for (const name of DATABASES)
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  });
}, START_TIMEOUT_MS);

describe('kontor start with DATABASE_URL', () => {
  it('creates and migrates its databases there, and starts no server of its own', async () => {
    expect(await existing()).toEqual(DATABASES);
    expect(running.processes().map(({ name }) => name)).not.toContain('database');
    expect(existsSync(join(running.place.home, 'postgres'))).toBe(false);
    const { data, errors } = await ask(running.graphqlUrl, '{ products(first: 1) { totalCount } }');
    expect({ data, errors }).toEqual({ data: { products: { totalCount: 0 } }, errors: [] });
  });

  it('the doctor looks at the same server, and shows no password', async () => {
    const env = { ...placeVariables(running.place), DATABASE_URL: serverUrl, KONTOR_DATABASE_PREFIX: PREFIX };
    const { code, output } = await kontor(['doctor', '--config', config], { env });
    expect({ code, output }).toMatchObject({ code: 0 });
    for (const name of DATABASES) expect(output).toContain(name);
    const { password } = new URL(serverUrl);
    if (password) expect(output).not.toContain(decodeURIComponent(password));
  });

  it('says so when the server does not answer', async () => {
    const place = await choosePlace(running.place.home, 'unreachable');
    const env = { ...placeVariables(place), DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/postgres' };
    const { code, output } = await kontor(['start', '--config', config], { env });
    expect(code).toBe(2);
    expect(output).toMatch(/DATABASE_UNREACHABLE/);
    expect(output).toMatch(/fix:.+DATABASE_URL/);
  });
});
