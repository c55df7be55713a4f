import { AUTHENTICATED_IDENTITY } from '../../link/identities.js';
import { directiveRule } from '../directive-rule.js';

export const authenticated = directiveRule('UNSERVED_AUTHENTICATED', '@authenticated', {
  identity: AUTHENTICATED_IDENTITY,
  elements: ['@authenticated'],
});
