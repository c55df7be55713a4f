import { COST_IDENTITY, FEDERATION_IDENTITY } from '../../link/identities.js';
import { applicationsOf, nodesOf, type UnservedRule } from '../unserved-rule.js';

const OWNERS = [FEDERATION_IDENTITY, COST_IDENTITY];

export const cost: UnservedRule = {
  code: 'UNSERVED_COST',
  subject: '@cost',
  find: (schema) =>
    nodesOf(
      applicationsOf(
        schema,
        OWNERS.map((identity) => ({ identity, element: '@cost' })),
      ),
    ),
};
