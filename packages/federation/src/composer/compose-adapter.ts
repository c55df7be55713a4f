import { composeServices } from '@apollo/composition';
import type { ASTNode, GraphQLError } from 'graphql';
import type { Composer, ComposerNode, ComposerRemark } from './composer.js';

/** The only file that knows `@apollo/composition`. */
export const composeWithApollo: Composer = (subgraphs, { validationPathsMax }) => {
  try {
    const result = composeServices(
      subgraphs.map(({ name, url, document }) => ({ name, url, typeDefs: document })),
      { maxValidationSubgraphPaths: validationPathsMax },
    );
    if (result.errors) return { kind: 'refused', errors: result.errors.map(fromError) };
    return { kind: 'composed', supergraphSdl: result.supergraphSdl, hints: result.hints.map(fromHint) };
  } catch (error) {
    // Its assertions, and stack overflows on schemas it did not foresee: the input is a stranger's, so the answer is data.
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
};

const fromError = (error: GraphQLError): ComposerRemark => ({
  code: typeof error.extensions['code'] === 'string' ? error.extensions['code'] : null,
  message: error.message,
  nodes: (error.nodes ?? []).map(fromNode),
  coordinate: null,
});

const fromHint = (hint: {
  definition: { code: string };
  message: string;
  nodes?: readonly ASTNode[];
  coordinate?: string;
}): ComposerRemark => ({
  code: hint.definition.code,
  message: hint.message,
  nodes: (hint.nodes ?? []).map(fromNode),
  coordinate: hint.coordinate ?? null,
});

/** The composer marks nodes with a `subgraph` property where it knows whose they are. */
const fromNode = (node: ASTNode): ComposerNode => ({
  node,
  subgraph: 'subgraph' in node && typeof node.subgraph === 'string' ? node.subgraph : null,
});
