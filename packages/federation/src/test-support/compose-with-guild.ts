import { composeServices } from '@theguild/federation-composition';
import type { GraphQLError } from 'graphql';
import type { Composer, ComposerRemark } from '../composer/composer.js';

/**
 * The only file that knows `@theguild/federation-composition` (MIT), behind the same contract as the composer in use.
 * It gives no hints and takes no bound on validation paths. For tests alone, because it accepts what the other refuses
 * (`composer-differences.ts` lists all of it): for use, move it to `composer/` and name it in `compose.ts`.
 */
export const composeWithGuild: Composer = (subgraphs) => {
  try {
    const result = composeServices(
      subgraphs.map(({ name, url, document }) => ({ name, url, typeDefs: document })),
    );
    if (result.errors) return { kind: 'refused', errors: result.errors.map(fromError) };
    return { kind: 'composed', supergraphSdl: result.supergraphSdl, hints: [] };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
};

const fromError = ({ extensions, message, nodes = [] }: GraphQLError): ComposerRemark => ({
  code: typeof extensions['code'] === 'string' ? extensions['code'] : null,
  message,
  nodes: nodes.map((node) => ({ node, subgraph: null })),
  coordinate: null,
});
