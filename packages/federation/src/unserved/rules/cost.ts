import { COST_IDENTITY, FEDERATION_IDENTITY } from '../../link/identities.js';
import { applicationsOf, type UnservedRule } from '../unserved-rule.js';

export const cost: UnservedRule = {
  code: 'UNSERVED_COST',
  subject: '@cost',
  find: (schema) =>
    applicationsOf(
      schema,
      [FEDERATION_IDENTITY, COST_IDENTITY].map((identity) => ({ identity, element: '@cost' })),
    ),
};
