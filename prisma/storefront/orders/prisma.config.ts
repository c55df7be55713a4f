import { defineConfig } from 'prisma/config';

// For Prisma's own commands; paths are relative to this file. Kontor itself never reads it.
export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  datasource: { url: process.env['STOREFRONT_ORDERS_DATABASE_URL'] ?? '' },
});
