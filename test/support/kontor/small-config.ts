import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.js';

/**
 * A kontor.yaml with one subgraph and no sample data, for tests of starting and stopping, which need nothing more.
 * `more` is added below `subgraphs`.
 */
export function writeSmallConfig(folder: string, more = '', clone = root): string {
  const path = join(folder, 'kontor.yaml');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path,
    `version: 1
graph: storefront@current
subgraphs:
  products:
    schema: ${clone}/subgraphs/storefront/products/schema.graphql
    run: [node, ${clone}/subgraphs/storefront/products/dist/main.js]
    port: 4101
    database: { migrations: ${clone}/prisma/storefront/products/migrations }
${more}
example: "{ products(first: 1) { totalCount } }"
`,
  );
  return path;
}
