import { databaseName, databaseUrlVariable, type DomainId } from '@kontor/protocol';
import { escapeIdentifier, type Client } from 'pg';
import type { EmbeddedPostgres } from '../embedded/launch-embedded-postgres.js';
import { embeddedUrl, rolePassword } from '../embedded/secret.js';
import { withClient } from '../server/connect.js';
import { createIfAbsent } from '../server/ensure-database.js';
import { requireUrl } from './prepare-domain.js';

type Env = Readonly<Record<string, string | undefined>>;

type Server = Pick<EmbeddedPostgres, 'port' | 'secret'>;

/** In the database `postgres`; any number that nobody else there uses. */
const ADVISORY_LOCK = 5_677_001;

/**
 * The database variable of each domain, for its process: `{ STOREFRONT_PRODUCTS_DATABASE_URL: 'postgresql://…' }`.
 * Give a child only its own, and neither DATABASE_URL nor another's: nobody else can then reach its tables.
 *
 * - On the embedded server each domain gets a login role that owns its own database and can connect to no other;
 *   role and database are created here where they are absent.
 * - With an external server (`server` undefined) the URLs come from `env`, and nothing is created.
 */
export async function domainEnvironment({
  server,
  env,
  domains,
}: {
  server: (Server & { url: string }) | undefined;
  env: Env;
  domains: readonly DomainId[];
}): Promise<Record<string, string>> {
  if (!server) return Object.fromEntries(domains.map((id) => [databaseUrlVariable(id), requireUrl(env, id)]));
  return withClient(server.url, async (client) => {
    // Two launchers at once would trip over each other's changes to the catalogue.
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    // By default every role may connect to these two.
    await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC');
    const urls: [string, string][] = [];
    for (const id of domains) {
      const own = env[databaseUrlVariable(id)];
      const name = databaseName(id, env['KONTOR_DATABASE_PREFIX'] || undefined);
      urls.push([databaseUrlVariable(id), own || (await ensureDomainDatabase(client, server, name))]);
    }
    return Object.fromEntries(urls);
  });
}

/** Role and database of one domain, both called `name`. Returns the URL. */
export async function ensureDomainDatabase(client: Client, server: Server, name: string): Promise<string> {
  const password = rolePassword(server.secret, name);
  await ensureRole(client, name, password);
  await createIfAbsent(client, name, name);
  await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(name)} FROM PUBLIC`);
  return embeddedUrl(server.secret, server.port, name, name);
}

/**
 * PostgreSQL takes no parameters in CREATE ROLE; its own format() does the quoting, so no SQL is put together here.
 */
async function ensureRole(client: Client, name: string, password: string): Promise<void> {
  await client.query(
    `SELECT set_config('kontor.role', $1, false), set_config('kontor.password', $2, false)`,
    [name, password],
  );
  await client.query(`
    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = current_setting('kontor.role')) THEN
        EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L NOSUPERUSER NOCREATEDB NOCREATEROLE',
                       current_setting('kontor.role'), current_setting('kontor.password'));
      END IF;
    END $$`);
  await client.query(`RESET kontor.password`);
}
