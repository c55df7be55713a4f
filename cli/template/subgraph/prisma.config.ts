import { defineConfig } from 'prisma/config';

// `prisma generate` needs no schema engine, yet would download one: any file in its place keeps it off the network.
if (process.argv.includes('generate')) process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

// For Prisma's own commands. `kontor migration new` and `kontor start` do without them.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['{{databaseVariable}}'] ?? '' },
});
