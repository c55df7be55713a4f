import { FEDERATION_IDENTITY } from '../../link/identities.js';
import { argument } from '../../link/links.js';
import { isGiven, joinFieldsWith } from '../join-directives.js';
import { isElement, type UnservedRule } from '../unserved-rule.js';

/** `@override(label:)`. The planner takes every label as off unless it is told otherwise, and nobody tells it. */
export const progressiveOverride: UnservedRule = {
  code: 'UNSERVED_PROGRESSIVE_OVERRIDE',
  subject: '@override(label:)',
  find: (schema) => [
    ...schema.applications
      .filter((application) =>
        isElement(application, { identity: FEDERATION_IDENTITY, element: '@override' }),
      )
      .filter(({ node }) => isGiven(argument(node, 'label')))
      .map(({ node }) => node),
    ...joinFieldsWith(schema, 'overrideLabel'),
  ],
};
