import { openSnapshot, type Snapshot } from '../../copy/open-snapshot.js';
import { DatabaseError } from '../../database-error.js';
import { listDatabases, remarksOnServer } from '../../server/list-databases.js';
import { POSTGRES_MAJOR } from '../binaries.js';
import type { EmbeddedHome } from '../embedded-home.js';
import { type ReplacedData, replaceData, writeDomainDatabase } from '../replace-data.js';
import { startServer, stopServer } from '../run-server.js';
import { fetchOlderServer } from './fetch-older-server.js';
import { OLDER_SERVERS, type OlderServer } from './older-servers.js';
import type { UpgradeLimits } from './upgrade-limits.js';

/**
 * Moves the data of an older major version into new data of ours, every row compared:
 *
 *   fetch the older server -> start it on the old data, for us alone, read only -> replaceData -> stop it
 *
 * The old data stays as it was. Killed at any moment, the next start begins again, or finds it done.
 * Throws DATABASE_DATA_OTHER_MAJOR, COPY_*, DATABASE_*.
 */
export async function upgradeData(
  embedded: EmbeddedHome,
  major: number,
  limits: UpgradeLimits,
  onProgress: (step: string) => void,
): Promise<ReplacedData> {
  const { place, user, programs } = embedded;
  const older = olderServer(place.dataDir, major);
  onProgress(
    `The embedded database is of PostgreSQL ${major} and is moved to ${POSTGRES_MAJOR}, once; fetching ${older.version}`,
  );
  const binaries = programs(await fetchOlderServer(place.homeFolder, older, limits.fetchMs));
  onProgress(`Starting PostgreSQL ${binaries.version} on the old data`);
  const source = await startServer(place, binaries, user, { private: true });
  const snapshots: Snapshot[] = [];
  try {
    for (const { name, url } of await listDatabases(source.url))
      snapshots.push(await openSnapshot(url, name, limits));
    const replaced = await replaceData(embedded, async (server) => {
      for (const image of snapshots) {
        await writeDomainDatabase(server, image, limits, (name, work) =>
          work(() => {}).then((written) => {
            const rows = [...written.values()].reduce((sum, digest) => sum + digest.rows, 0);
            onProgress(`Moved ${name}: ${written.size} tables, ${rows} rows, all compared`);
            return written;
          }),
        );
      }
    });
    for (const remark of [
      ...(await remarksOnServer(source.url)),
      ...snapshots.flatMap(({ remarks }) => remarks),
    ])
      onProgress(`Note: ${remark}`);
    onProgress(
      `Moved to PostgreSQL ${POSTGRES_MAJOR}. The old data is kept in ${replaced.previous}; delete it when you need it no more`,
    );
    return replaced;
  } finally {
    await Promise.all(snapshots.map((snapshot) => snapshot.close().catch(() => {})));
    await stopServer(place, binaries, user);
  }
}

function olderServer(dataDir: string, major: number): OlderServer {
  const found = OLDER_SERVERS.find((server) => server.major === major);
  if (found) return found;
  throw new DatabaseError(
    'DATABASE_DATA_OTHER_MAJOR',
    `${dataDir} was written by PostgreSQL ${major}; this Kontor brings PostgreSQL ${POSTGRES_MAJOR} and can move data of ${OLDER_SERVERS.map((server) => server.major).join(', ')}.`,
  );
}
