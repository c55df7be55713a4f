import { Kind, type ConstDirectiveNode } from 'graphql';
import { ERROR_CODES } from '@kontor/protocol';
import type { CompositionProblem } from '../problem.js';
import { positionOf } from '../schema/node-position.js';
import type { Subgraph } from '../subgraph/subgraph.js';

/** `@link`s without a URL, or with one that is none: the composer breaks on them instead of saying so. */
export const linkUrlProblems = (subgraph: Subgraph): readonly CompositionProblem[] =>
  subgraph.index.schemaNodes
    .flatMap(({ directives = [] }) => directives)
    .filter((directive) => directive.name.value === 'link' && !hasUrl(directive))
    .map((directive) => {
      const position = positionOf(directive);
      return {
        code: 'INVALID_LINK_IDENTIFIER',
        message: `[${subgraph.name}] This @link has no url, or one that is not a URL.`,
        fix: ERROR_CODES.INVALID_LINK_IDENTIFIER.fix,
        locations: [
          {
            subgraph: subgraph.name,
            line: position?.line ?? null,
            column: position?.column ?? null,
            coordinate: null,
            derived: true,
          },
        ],
      };
    });

function hasUrl(link: ConstDirectiveNode): boolean {
  const urls = link.arguments?.filter(({ name }) => name.value === 'url') ?? [];
  return (
    urls.length > 0 && urls.every(({ value }) => value.kind === Kind.STRING && URL.canParse(value.value))
  );
}
