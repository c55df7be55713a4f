import { REQUIRES_SCOPES_IDENTITY } from '../../link/identities.js';
import { directiveRule } from '../directive-rule.js';

export const requiresScopes = directiveRule('UNSERVED_REQUIRES_SCOPES', '@requiresScopes', {
  identity: REQUIRES_SCOPES_IDENTITY,
  elements: ['@requiresScopes'],
});
