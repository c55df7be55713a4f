/**
 * Generates a subgraph's code: `node ../../../scripts/generate.ts` in `subgraphs/<graph>/<domain>`.
 *
 *   prisma/<graph>/<domain>/schema.prisma  ->  src/store/generated/          (Prisma client)
 *   schema.graphql                         ->  src/generated/resolver-types.ts
 *
 * Nothing here needs a database or a network.
 */
import path from 'node:path';
import { generatePrismaClient } from './generate/prisma-client.ts';
import { generateResolverTypes } from './generate/resolver-types.ts';

const root = path.resolve(import.meta.dirname, '..');

async function main(): Promise<void> {
  const folder = process.cwd();
  const [subgraphs, graph, domain, ...rest] = path.relative(root, folder).split(path.sep);
  if (subgraphs !== 'subgraphs' || !graph || !domain || rest.length > 0)
    throw new Error(`generate runs in subgraphs/<graph>/<domain>, not in ${folder}`);
  await generatePrismaClient(path.join(root, 'prisma', graph, domain));
  await generateResolverTypes(folder);
}

try {
  await main();
} catch (error) {
  // A GraphQLError prints the file, the line and a caret; Prisma's text says the same.
  console.error(String(error));
  process.exitCode = 1;
}
