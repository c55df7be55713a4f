export { MigrateError } from './migrate-error.js';
export { DriftFinder } from './schema-drift.js';
export { planMigration, writeMigration, type PlannedMigration } from './new-migration.js';
export { openSchemaEngine } from './schema-engine.js';
