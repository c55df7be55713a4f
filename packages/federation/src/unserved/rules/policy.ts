import { POLICY_IDENTITY } from '../../link/identities.js';
import { directiveRule } from '../directive-rule.js';

export const policy = directiveRule('UNSERVED_POLICY', '@policy', {
  identity: POLICY_IDENTITY,
  elements: ['@policy'],
});
