export {
  BACKED_UP_HOME_FILES,
  filledWith,
  restoreBackup,
  type RestoreReport,
} from './backup/restore-backup.js';
export type { DatabaseSummary } from './backup/backup-format.js';
export { type VerifiedBackup, verifyBackup } from './backup/verify-backup.js';
export { type BackupReport, writeBackup } from './backup/write-backup.js';
export { copyLimitsFrom, DEFAULT_COPY_LIMITS, type CopyLimits } from './copy/copy-limits.js';
export { openSnapshot, type Snapshot } from './copy/open-snapshot.js';
export { type CopyProgress, writeImage } from './copy/write-image.js';
export { DatabaseError } from './database-error.js';
export type { DatabaseLog } from './log.js';
export { domainEnvironment } from './domains/domain-environment.js';
export { migrationsFolder, PLATFORM_DOMAINS, type Domain } from './domains/platform-domains.js';
export { prepareDomain } from './domains/prepare-domain.js';
export {
  launchEmbeddedPostgres,
  stopEmbeddedPostgres,
  type EmbeddedLaunch,
  type EmbeddedPostgres,
} from './embedded/launch-embedded-postgres.js';
export { migrateDomain, type DomainMigration } from './migrations/migrate-domain.js';
export { readMigrations, type Migration } from './migrations/migration-files.js';
export {
  DEFAULT_MIGRATION_LIMITS,
  migrationLimitsFrom,
  type MigrationLimits,
} from './migrations/migration-limits.js';
export { checkExternalServer, type ServerFacts } from './server/check-external-server.js';
export { describeDatabaseUrl, withDatabase } from './server/connect.js';
export { ensureDatabase, type DatabaseToEnsure } from './server/ensure-database.js';
export { readServerOfHome, withServerOfHome } from './move/server-of-home.js';
export { listDatabases, remarksOnServer } from './server/list-databases.js';
export { upgradeLimitsFrom } from './embedded/upgrade/upgrade-limits.js';
export { moveDatabases, type MoveReport } from './move/move-databases.js';
export { upgradeEmbedded } from './embedded/upgrade/upgrade-embedded.js';
