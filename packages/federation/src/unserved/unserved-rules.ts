import { authenticated } from './rules/authenticated.js';
import { cacheTag } from './rules/cache-tag.js';
import { connector } from './rules/connector.js';
import { cost } from './rules/cost.js';
import { linkedFeature } from './rules/linked-feature.js';
import { listSize } from './rules/list-size.js';
import { policy } from './rules/policy.js';
import { requiresScopes } from './rules/requires-scopes.js';
import { subscription } from './rules/subscription.js';
import type { UnservedRule } from './unserved-rule.js';

/** Nothing fails open: what the gateway does not enforce or serve is refused. The list shrinks as the gateway grows. */
export const UNSERVED_RULES: readonly UnservedRule[] = [
  authenticated,
  requiresScopes,
  policy,
  subscription,
  cost,
  listSize,
  connector,
  cacheTag,
  linkedFeature,
];
