import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseName, type DomainId } from '@kontor/protocol';
import { Client, escapeIdentifier } from 'pg';

/** The data of a release as it left them: what later versions must take over. */
export interface Recording {
  readonly commit: string;
  /** `KONTOR_HOME/credentials`; its keys open nothing but this recording. */
  readonly credentials: Record<string, unknown>;
  readonly domains: readonly RecordedDomain[];
}

export interface RecordedDomain {
  readonly id: DomainId;
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  /** Rows by table; empty where only the migrations are recorded. */
  readonly tables: Readonly<Record<string, readonly object[]>>;
}

const WITH_ROWS = ['identity', 'registry'].map((domain): DomainId => ({ graph: 'platform', domain }));
const WITHOUT_ROWS = ['accounts', 'products', 'inventory', 'reviews', 'orders'].map((domain): DomainId => ({
  graph: 'storefront',
  domain,
}));

/** Writes down what the Kontor of this home has in its databases; a domain that it does not have is left out. */
export async function record(home: string, commit: string, file: string): Promise<void> {
  const credentials = JSON.parse(readFileSync(join(home, 'credentials'), 'utf8')) as Record<string, unknown>;
  const server = new URL(readFileSync(join(home, 'database-url'), 'utf8').trim());
  const domains: RecordedDomain[] = [];
  for (const id of [...WITH_ROWS, ...WITHOUT_ROWS]) {
    server.pathname = `/${databaseName(id, process.env['KONTOR_DATABASE_PREFIX'] || undefined)}`;
    const domain = await recordDomain(id, server.href, WITH_ROWS.includes(id)).catch(nothingWhenMissing);
    if (domain) domains.push(domain);
  }
  writeFileSync(
    file,
    `${JSON.stringify({ commit, credentials, domains } satisfies Recording, undefined, 1)}\n`,
  );
}

const DATABASE_MISSING = '3D000';

function nothingWhenMissing(error: unknown): undefined {
  if ((error as { code?: string }).code !== DATABASE_MISSING) throw error;
}

async function recordDomain(id: DomainId, url: string, withRows: boolean): Promise<RecordedDomain> {
  return withClient(url, async (client) => {
    const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
      'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1',
    );
    const tables: Record<string, object[]> = {};
    if (withRows)
      for (const name of await tablesOf(client)) {
        const { rows } = await client.query<{ row: object }>(
          `SELECT to_json(t) AS row FROM ${escapeIdentifier(name)} t`,
        );
        tables[name] = rows.map(({ row }) => row);
      }
    return { id, migrations, tables };
  });
}

async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Puts recorded rows into a database whose tables are those of the recording. */
export const replay = (url: string, { tables }: RecordedDomain): Promise<void> =>
  withClient(url, async (client) => {
    // Rows refer to each other in circles: whoever recorded them has checked them.
    await client.query('SET session_replication_role = replica');
    for (const [name, rows] of Object.entries(tables)) {
      const table = escapeIdentifier(name);
      await client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
        JSON.stringify(rows),
      ]);
    }
  });

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
