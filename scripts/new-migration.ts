/**
 *   npm run db:migrate:new -- <graph>/<domain> <name>           write what schema.prisma has and migrations/ lack
 *   npm run db:migrate:new -- <graph>/<domain> <name> --empty   an empty file, for SQL that Prisma cannot express
 *   npm run db:migrate:new -- --check [<graph>/<domain> …]      exit 2 and print the missing SQL, write nothing
 *
 * Needs neither a database nor a network.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DriftFinder, planMigration, writeMigration } from '@kontor/migrate';

const root = path.resolve(import.meta.dirname, '../prisma');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, empty: { type: 'boolean', default: false } },
  });
  if (values.check) return checkDomains(positionals.length > 0 ? positionals : allDomains());
  const [domain, name, ...rest] = positionals;
  if (!domain || !name || rest.length > 0)
    throw new Error('usage: npm run db:migrate:new -- <graph>/<domain> <name>');
  return newMigration(domain, name, values.empty);
}

async function checkDomains(domains: readonly string[]): Promise<number> {
  await using drift = new DriftFinder();
  let exitCode = 0;
  for (const domain of domains) {
    const missing = await drift.find(domainFolder(domain));
    if (missing === undefined) {
      console.log(`${domain}: schema and migrations agree`);
      continue;
    }
    exitCode = 2;
    console.log(
      `${domain}: its migrations lack this. Write it with \`npm run db:migrate:new -- ${domain} <name>\`.\n`,
    );
    console.log(missing);
  }
  return exitCode;
}

async function newMigration(domain: string, name: string, empty: boolean): Promise<number> {
  const planned = await planMigration(domainFolder(domain), name, { empty });
  if (planned === undefined) {
    console.log(`${domain}: schema and migrations agree; nothing to write.`);
    return 0;
  }
  writeMigration(planned);
  console.log(planned.sql);
  console.log(`-- written to ${path.relative(process.cwd(), planned.file)}`);
  console.log(
    '-- Read it before you commit it: a renamed column or table comes out as DROP + ADD and loses its data.',
  );
  return 0;
}

function domainFolder(domain: string): string {
  const folder = path.join(root, domain);
  if (!/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(domain) || !existsSync(path.join(folder, 'schema.prisma')))
    throw new Error(`no domain ${domain}: there are ${allDomains().join(', ')}`);
  return folder;
}

/** `<graph>/<domain>` of every folder with a schema.prisma. */
function allDomains(): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((graph) => graph.isDirectory() && graph.name !== 'node_modules')
    .flatMap((graph) => readdirSync(path.join(root, graph.name)).map((domain) => `${graph.name}/${domain}`))
    .filter((domain) => existsSync(path.join(root, domain, 'schema.prisma')))
    .sort();
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
