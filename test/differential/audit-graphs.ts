import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serveAudit } from '../audit/audit-server.js';
import type { Graph } from './world/world.js';

/** They compose, and yet no subgraph can answer some fields: what a gateway should say then is no matter of data. */
const UNANSWERABLE: ReadonlySet<string> = new Set([
  // A `Chat` whose `id` is external where it is returned, and known only to who is told of it.
  'corrupted-supergraph-node-id',
  // An interface without any type that implements it.
  'non-resolvable-interface-object',
]);

/** The subgraphs of every suite of a federation audit checkout (see `test/audit`); none when there is no checkout. */
export async function auditGraphs(checkout: string | undefined): Promise<readonly Graph[]> {
  if (checkout === undefined) return [];
  if (!existsSync(join(checkout, 'src', 'index.ts'))) {
    process.stderr.write(`there is no checkout of the federation audit in ${checkout}.\n`);
    return [];
  }
  const audit = await serveAudit(resolve(checkout));
  try {
    const graphs: Graph[] = [];
    for (const suite of await audit.suites()) {
      if (UNANSWERABLE.has(suite)) continue;
      graphs.push({ name: suite, subgraphs: await audit.subgraphs(suite) });
    }
    return graphs;
  } finally {
    await audit.close();
  }
}
