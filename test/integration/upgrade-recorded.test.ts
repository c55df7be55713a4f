import { afterEach, describe, expect, it } from '@jest/globals';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDomain, readMigrations } from '@kontor/database';
import { databaseUrlVariable, type DomainId } from '@kontor/protocol';
import { createEmptyDatabase, type TestDatabase } from '@kontor/testkit';
import { replay, type RecordedDomain, type Recording } from '../support/upgrade/recording.js';
import { ask, startOn } from './platform-harness.js';

// `npm run test:upgrade -- --record FILE` adds a release here; all of them go on being upgraded.
const folder = join(import.meta.dirname, '../fixtures/releases');
const releases = readdirSync(folder).map((name) => ({
  name,
  recording: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording,
}));
const migrationsOf = ({ graph, domain }: DomainId): string =>
  join(import.meta.dirname, '../../prisma', graph, domain, 'migrations');

const databases: TestDatabase[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
  for (const path of folders.splice(0)) rmSync(path, { recursive: true });
});

function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kontor-upgrade-'));
  folders.push(path);
  return path;
}

/** A database as the release left it: its migrations and no later one, its rows. */
async function databaseOf(recorded: RecordedDomain): Promise<string> {
  const database = await createEmptyDatabase();
  databases.push(database);
  const migrationsDir = temporaryFolder();
  for (const { name } of recorded.migrations)
    cpSync(join(migrationsOf(recorded.id), name), join(migrationsDir, name), { recursive: true });
  await migrateDomain({ url: database.url, migrationsDir });
  await replay(database.url, recorded);
  return database.url;
}

const platformDomains = ({ domains }: Recording): RecordedDomain[] =>
  domains.filter(({ id }) => id.graph === 'platform');

it('there is a release to upgrade from', () => {
  expect(releases.length).toBeGreaterThan(0);
});

describe.each(releases)('the data of release $name', ({ recording }) => {
  it('were made by migrations that nobody has edited since', () => {
    for (const { id, migrations } of recording.domains) {
      const now = readMigrations(migrationsOf(id)).map(({ name, checksum }) => ({ name, checksum }));
      expect(now).toEqual(expect.arrayContaining([...migrations]));
    }
  });

  it('are taken over by the platform of today: keys, versions, launches, and the supergraph that is served', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'credentials'), JSON.stringify(recording.credentials), { mode: 0o600 });
    const env: Record<string, string> = { LOG_LEVEL: 'silent' };
    for (const domain of platformDomains(recording))
      env[databaseUrlVariable(domain.id)] = await databaseOf(domain);

    const platform = await startOn({
      home,
      env,
      credentials: () => Promise.reject(),
      remove: async () => {},
    });
    try {
      const { adminKey, gatewayKey } = recording.credentials as { adminKey: string; gatewayKey: string };
      const url = `${platform.url}/graphql`;
      const { data, codes } = await ask(
        url,
        adminKey,
        `{ whoAmI { permissions }
           variant(ref: "storefront@current") { launches(first: 50) { edges { node { id sequence status } } } } }`,
      );
      expect(codes).toEqual([]);
      expect(data.whoAmI.permissions).toContain('SUBGRAPH_PUBLISH');
      const launches = rowsOf(recording, 'registry', 'launches');
      for (const { node } of data.variant.launches.edges)
        expect(launches).toContainEqual(expect.objectContaining(node));
      expect(data.variant.launches.edges.length).toBeGreaterThan(1);

      const delivered = await fetch(`${platform.url}/artifacts/storefront/current/supergraph`, {
        headers: { authorization: `Bearer ${gatewayKey}` },
      });
      const hashes = launches.map(
        (launch) => `"${String((launch as { supergraph_hash: string }).supergraph_hash)}"`,
      );
      expect(delivered.status).toBe(200);
      expect(hashes).toContain(delivered.headers.get('etag'));

      const input = {
        ref: 'storefront@current',
        name: 'later',
        sdl: 'type Query { later: Int }',
        routingUrl: 'http://127.0.0.1:9/graphql',
      };
      const published = await ask(
        url,
        adminKey,
        'mutation ($input: PublishSubgraphInput!) { publishSubgraph(input: $input) { launch { status } } }',
        { input },
      );
      expect(published.data.publishSubgraph.launch.status).toBe('COMPLETED');
    } finally {
      await platform.close();
    }
    expect(existsSync(join(home, 'credentials'))).toBe(true);
  });
});

const rowsOf = ({ domains }: Recording, domain: string, table: string): readonly object[] =>
  domains.find(({ id }) => id.domain === domain)?.tables[table] ?? [];
