import { FEDERATION_IDENTITY } from '../../link/identities.js';
import { argument } from '../../link/links.js';
import { isGiven, joinFieldsWith } from '../join-directives.js';
import { applicationsOf, nodesOf, type UnservedRule } from '../unserved-rule.js';

const OVERRIDE = { identity: FEDERATION_IDENTITY, element: '@override' };

/** `@override(label:)`. The planner takes every label as off unless it is told otherwise, and nobody tells it. */
export const progressiveOverride: UnservedRule = {
  code: 'UNSERVED_PROGRESSIVE_OVERRIDE',
  subject: '@override(label:)',
  find: (schema) => [
    ...nodesOf(applicationsOf(schema, [OVERRIDE]).filter(({ node }) => isGiven(argument(node, 'label')))),
    ...joinFieldsWith(schema, 'overrideLabel'),
  ],
};
