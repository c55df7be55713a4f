import { CONTEXT_IDENTITY } from '../../link/identities.js';
import { directiveRule } from '../directive-rule.js';
import { joinFieldsWith } from '../join-directives.js';
import type { UnservedRule } from '../unserved-rule.js';

const directives = directiveRule('UNSERVED_CONTEXT', '@context', {
  identity: CONTEXT_IDENTITY,
  elements: ['@context', '@fromContext'],
});

/** A supergraph keeps `@fromContext` as an argument of `@join__field`; the gateway's executor does not read it. */
export const context: UnservedRule = {
  ...directives,
  find: (schema) => [...directives.find(schema), ...joinFieldsWith(schema, 'contextArguments')],
};
