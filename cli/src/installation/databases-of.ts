import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkExternalServer,
  DatabaseError,
  describeDatabaseUrl,
  launchEmbeddedPostgres,
  listDatabases,
  remarksOnServer,
  upgradeLimitsFrom,
  withServerOfHome,
} from '@kontor/database';
import { databaseUrlFor, databaseUrlVariable } from '@kontor/protocol';
import { couldNotRun } from '../failure.js';
import type { Io } from '../io.js';
import { domainsOf, needsEmbeddedServer } from '../launcher/database.js';
import { type PlanFlags, readPlan } from '../launcher/plan.js';

/** The databases of an installation, wherever they are. The server is held until `close`. */
export interface InstallationDatabases {
  home: string;
  /** `embedded`, or which server. Without a password. */
  where: string;
  postgresVersion: string;
  databases: readonly { name: string; url: string }[];
  /** What is not among them, and why. */
  remarks: readonly string[];
  close(): Promise<void>;
}

/**
 * Of an embedded server: everything on it. Of one that DATABASE_URL or a move names: the databases of the platform and of
 * kontor.yaml, because others may live there too. Throws BACKUP_NOTHING and DATABASE_*.
 */
export async function openDatabasesOf(
  flags: PlanFlags,
  io: Pick<Io, 'env' | 'cwd'>,
  onProgress: (step: string) => void,
): Promise<InstallationDatabases> {
  const plan = await readPlan(flags, io);
  const { home } = plan;
  const env = withServerOfHome(io.env, home);
  const domains = domainsOf(plan);
  if (!needsEmbeddedServer(domains, env)) return { home, ...(await openExternal(domains, env)) };
  if (!existsSync(join(home, 'postgres', 'server.json')))
    throw couldNotRun('BACKUP_NOTHING', `There is no database in ${home}.`);
  const server = await launchEmbeddedPostgres({ home, onProgress, upgradeLimits: upgradeLimitsFrom(env) });
  const elsewhere = domains.map(({ id }) => databaseUrlVariable(id)).filter((variable) => env[variable]);
  return {
    home,
    where: 'embedded',
    postgresVersion: server.version,
    databases: await listDatabases(server.url),
    remarks: [
      ...elsewhere.map(
        (variable) => `The database of ${variable} is not on this server: it is not backed up.`,
      ),
      ...(await remarksOnServer(server.url)),
    ],
    close: () => server.stop(),
  };
}

async function openExternal(
  domains: ReturnType<typeof domainsOf>,
  env: Io['env'],
): Promise<Omit<InstallationDatabases, 'home'>> {
  const databases: { name: string; url: string }[] = [];
  const remarks: string[] = [];
  let version = '';
  for (const { id } of domains) {
    const url = databaseUrlFor(id, env);
    if (url === undefined) continue;
    const name = decodeURIComponent(new URL(url).pathname.slice(1));
    try {
      ({ version } = await checkExternalServer(url));
      databases.push({ name, url });
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== 'DATABASE_MISSING') throw error;
      remarks.push(`${name} does not exist (yet).`);
    }
  }
  const [first] = databases;
  if (!first) throw couldNotRun('BACKUP_NOTHING', 'None of the databases of this installation exists.');
  return {
    where: describeDatabaseUrl(first.url).replace(/, database \S+/, ''),
    postgresVersion: version,
    databases,
    remarks,
    close: () => Promise.resolve(),
  };
}
