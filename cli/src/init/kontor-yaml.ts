import { Document, isMap, parseDocument } from 'yaml';
import { parseKontorConfig } from '../launcher/config.js';
import type { SubgraphFacts } from './render-subgraph.js';

const PORT_FIRST = 4101;

/** The port for the next subgraph: above those that kontor.yaml names. Pure. */
export function nextPort(text: string | undefined): number {
  const verdict = parseKontorConfig(text ?? 'version: 1');
  const taken =
    verdict.kind === 'valid' ? Object.values(verdict.config.subgraphs).map(({ port }) => port) : [];
  return Math.max(PORT_FIRST - 1, ...taken) + 1;
}

/**
 * kontor.yaml with one subgraph more; comments and order stay. `text` is the valid file there is, undefined for none.
 * Pure.
 *
 * @param ref `graph@variant`, for a new file
 */
export function withSubgraph(text: string | undefined, ref: string, facts: SubgraphFacts): string {
  const { names, folder, port } = facts;
  const document = text === undefined ? newDocument(ref, names) : parseDocument(text);
  const entry = document.createNode({
    schema: `${folder}/schema.graphql`,
    run: ['node', `${folder}/dist/main.js`],
    port,
    database: { migrations: `${folder}/prisma/migrations` },
  });
  for (const key of ['run', 'database']) {
    const node: unknown = entry.get(key, true);
    if (node && typeof node === 'object') (node as { flow?: boolean }).flow = true;
  }
  const subgraphs = document.get('subgraphs');
  if (isMap(subgraphs)) {
    subgraphs.flow = false;
    subgraphs.set(names.name, entry);
  } else document.set('subgraphs', document.createNode({ [names.name]: entry }));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function newDocument(ref: string, { many }: SubgraphFacts['names']): Document {
  const document = new Document({
    version: 1,
    graph: ref,
    subgraphs: {},
    example: `{ ${many}(first: 3) { totalCount edges { node { id name } } } }`,
  });
  document.commentBefore =
    ' What `kontor start` runs besides the platform and the gateway: the subgraphs of one graph. `example` is the query\n' +
    ' that it asks first and prints as a curl.';
  return document;
}
