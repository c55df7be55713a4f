import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkExternalServer, launchEmbeddedPostgres, stopEmbeddedPostgres } from '@kontor/database';
import { Client } from 'pg';
import { dropDatabase } from './test-database.js';
import { isLeftover, ownRun, runPrefix, TEST_RUN_VARIABLE, TEST_SERVER_VARIABLE } from './test-run.js';

export interface TestServer {
  /** For people: which PostgreSQL, and whose. */
  description: string;
  /** Drops the databases of this run, and stops the server if it is ours. */
  stop(): Promise<void>;
}

/**
 * The PostgreSQL of a run of database tests: the one in `KONTOR_TEST_SERVER_URL`, else an embedded one on empty data.
 * Sets both variables of test-run.ts for the processes to come, and clears up after runs that were killed.
 */
export async function startTestServer(): Promise<TestServer> {
  process.env[TEST_RUN_VARIABLE] = ownRun();
  const external = process.env[TEST_SERVER_VARIABLE];
  return external ? useExternal(external) : launchEmbedded();
}

async function useExternal(url: string): Promise<TestServer> {
  const { version } = await checkExternalServer(url);
  await dropDatabases(url, (name) => isLeftover(name, isAlive));
  return {
    description: `PostgreSQL ${version} at ${new URL(url).host} (${TEST_SERVER_VARIABLE})`,
    stop: () => dropDatabases(url, (name) => name.startsWith(runPrefix())),
  };
}

const HOME_PREFIX = 'kontor-test-';

async function launchEmbedded(): Promise<TestServer> {
  await removeLeftoverHomes();
  const home = mkdtempSync(path.join(os.tmpdir(), `${HOME_PREFIX}${process.pid}-`));
  // As root, PostgreSQL runs as somebody else, who must get through.
  chmodSync(home, 0o711);
  const server = await launchEmbeddedPostgres({ home });
  process.env[TEST_SERVER_VARIABLE] = server.url;
  return {
    description: `the embedded PostgreSQL ${server.version}`,
    async stop() {
      await server.stop();
      removeHome(home, server.dataDir);
      // Another run in the same process must not take the stopped one for an external server.
      Reflect.deleteProperty(process.env, TEST_SERVER_VARIABLE);
    },
  };
}

/** The embedded server survives a test run that is killed; the next run ends it. */
async function removeLeftoverHomes(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    if (!name.startsWith(HOME_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(HOME_PREFIX.length), 10);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const home = path.join(os.tmpdir(), name);
    // One that was broken off early cannot be stopped; and a server whose data goes away ends by itself.
    await stopEmbeddedPostgres({ home }).catch(() => false);
    removeHome(home, home);
  }
}

/** Below a closed temporary folder the launcher puts the data elsewhere. */
function removeHome(home: string, dataDir: string): void {
  if (!dataDir.startsWith(home)) rmSync(path.dirname(dataDir), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
}

async function dropDatabases(serverUrl: string, which: (name: string) => boolean): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname LIKE 'kontor\\_test\\_%'`,
    );
    for (const { name } of rows.filter((row) => which(row.name))) await dropDatabase(client, name);
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
