import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Graph } from './world/world.js';

/** One folder per graph, one file per subgraph. */
export function writtenGraphs(): readonly Graph[] {
  const root = join(import.meta.dirname, 'supergraphs');
  return readdirSync(root)
    .toSorted()
    .map((name) => ({
      name,
      subgraphs: readdirSync(join(root, name))
        .filter((file) => file.endsWith('.graphql'))
        .toSorted()
        .map((file) => ({
          name: file.replace(/\.graphql$/, ''),
          sdl: readFileSync(join(root, name, file), 'utf8'),
        })),
    }));
}

/** The reference graph, as its five teams wrote it. */
export function storefrontGraph(): Graph {
  const root = join(import.meta.dirname, '..', '..', 'subgraphs', 'storefront');
  const names = ['accounts', 'inventory', 'orders', 'products', 'reviews'];
  return {
    name: 'storefront',
    subgraphs: names.map((name) => ({ name, sdl: readFileSync(join(root, name, 'schema.graphql'), 'utf8') })),
  };
}
