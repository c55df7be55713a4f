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
