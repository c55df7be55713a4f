// Migrates the products database of a home, as the launcher does: `node migrate-products.mjs HOME MIGRATIONS`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainEnvironment, prepareDomain } from '@kontor/database';

const [home, migrationsDir] = process.argv.slice(2);
const id = { graph: 'storefront', domain: 'products' };
const url = readFileSync(join(home, 'database-url'), 'utf8').trim();
const secret = readFileSync(join(home, 'postgres/secret'), 'utf8').trim();
const server = { url, port: Number(new URL(url).port), secret };
const env = await domainEnvironment({ server, env: {}, domains: [id] });
await prepareDomain({ id, migrationsDir, env });
