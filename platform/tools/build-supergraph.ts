// Composes the platform's own supergraph at build time: it answers the first requests of a fresh installation, before
// anything has been published. `node tools/build-supergraph.ts`, after tsc.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compose } from '@kontor/federation/compose';
import {
  BUILT_IN_BASE_URL,
  BUILT_IN_SUPERGRAPH_FILE,
  OWN_SUBGRAPHS,
  schemaFile,
  subgraphUrl,
} from '../src/own-graph/subgraphs.ts';

const dist = new URL('../dist/', import.meta.url);

const subgraphs = await Promise.all(
  OWN_SUBGRAPHS.map(async (name) => ({
    name,
    url: subgraphUrl(BUILT_IN_BASE_URL, name),
    sdl: await readFile(schemaFile(name), 'utf8'),
  })),
);

const composition = compose(subgraphs);
if (composition.kind === 'refused') {
  for (const { code, message, locations } of composition.problems)
    console.error(`${code}: ${message}\n  ${JSON.stringify(locations)}`);
  process.exit(1);
}
await mkdir(dist, { recursive: true });
await writeFile(new URL(BUILT_IN_SUPERGRAPH_FILE, dist), composition.supergraphSdl);
console.log(`${fileURLToPath(new URL(BUILT_IN_SUPERGRAPH_FILE, dist))}: ${composition.hash}`);
