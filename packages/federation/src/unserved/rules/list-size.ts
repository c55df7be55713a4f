import { COST_IDENTITY, FEDERATION_IDENTITY } from '../../link/identities.js';
import { applicationsOf, nodesOf, type UnservedRule } from '../unserved-rule.js';

const OWNERS = [FEDERATION_IDENTITY, COST_IDENTITY];

/** From the same specification as `@cost`, so that a link to it says nothing about either. */
export const listSize: UnservedRule = {
  code: 'UNSERVED_LIST_SIZE',
  subject: '@listSize',
  find: (schema) =>
    nodesOf(
      applicationsOf(
        schema,
        OWNERS.map((identity) => ({ identity, element: '@listSize' })),
      ),
    ),
};
