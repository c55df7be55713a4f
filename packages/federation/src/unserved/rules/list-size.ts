import { COST_IDENTITY, FEDERATION_IDENTITY } from '../../link/identities.js';
import { applicationsOf, type UnservedRule } from '../unserved-rule.js';

/** From the same specification as `@cost`, so that a link to it says nothing about either. */
export const listSize: UnservedRule = {
  code: 'UNSERVED_LIST_SIZE',
  subject: '@listSize',
  find: (schema) =>
    applicationsOf(
      schema,
      [FEDERATION_IDENTITY, COST_IDENTITY].map((identity) => ({ identity, element: '@listSize' })),
    ),
};
