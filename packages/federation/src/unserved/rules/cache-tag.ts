import { CACHE_TAG_IDENTITY } from '../../link/identities.js';
import { directiveRule } from '../directive-rule.js';
import { joinDirectivesNamed } from '../join-directives.js';
import type { UnservedRule } from '../unserved-rule.js';

const directives = directiveRule('UNSERVED_CACHE_TAG', '@cacheTag', {
  identity: CACHE_TAG_IDENTITY,
  elements: ['@cacheTag'],
});

export const cacheTag: UnservedRule = {
  ...directives,
  find(schema) {
    const joined = joinDirectivesNamed(schema, ['cacheTag']);
    return joined.length > 0 ? joined : directives.find(schema);
  },
};
