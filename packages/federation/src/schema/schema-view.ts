import { visit, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { readLinks, type Links, type Origin } from '../link/links.js';
import { indexSchema, type SchemaIndex } from './schema-index.js';

/** A schema document, of a subgraph or a supergraph, with what rules ask of it. */
export interface SchemaView {
  readonly document: DocumentNode;
  readonly index: SchemaIndex;
  readonly links: Links;
  /** Every directive applied anywhere, and the linked feature it comes from. */
  readonly applications: readonly Application[];
}

export interface Application {
  readonly node: ConstDirectiveNode;
  /** Undefined for directives that no `@link` brings: built in, the schema's own, or federation 1. */
  readonly origin: Origin | undefined;
}

export function viewSchema(document: DocumentNode): SchemaView {
  const links = readLinks(document);
  const applications: Application[] = [];
  visit(document, {
    Directive(node) {
      applications.push({ node: node as ConstDirectiveNode, origin: links.originOf(`@${node.name.value}`) });
    },
  });
  return { document, index: indexSchema(document), links, applications };
}
