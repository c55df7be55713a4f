import {
  AUTHENTICATED_IDENTITY,
  CACHE_TAG_IDENTITY,
  CONNECT_IDENTITY,
  CONTEXT_IDENTITY,
  CORE_IDENTITY,
  FEDERATION_IDENTITY,
  INACCESSIBLE_IDENTITY,
  JOIN_IDENTITY,
  LINK_IDENTITY,
  POLICY_IDENTITY,
  REQUIRES_SCOPES_IDENTITY,
  TAG_IDENTITY,
} from '../../link/identities.js';
import type { LinkedFeature } from '../../link/links.js';
import type { UnservedRule } from '../unserved-rule.js';

/** What the gateway understands, by version; null where the composer has checked the version already. */
const SERVED: ReadonlyMap<string, ReadonlySet<string> | null> = new Map([
  [LINK_IDENTITY, new Set(['v1.0'])],
  [CORE_IDENTITY, new Set(['v0.1', 'v0.2'])],
  [JOIN_IDENTITY, new Set(['v0.1', 'v0.2', 'v0.3', 'v0.4', 'v0.5'])],
  [TAG_IDENTITY, new Set(['v0.1', 'v0.2', 'v0.3'])],
  [INACCESSIBLE_IDENTITY, new Set(['v0.1', 'v0.2'])],
  [CONTEXT_IDENTITY, new Set(['v0.1'])],
  [FEDERATION_IDENTITY, null],
]);

/** Features that have a rule, and a code, of their own. */
const NAMED_ELSEWHERE: ReadonlySet<string> = new Set([
  AUTHENTICATED_IDENTITY,
  REQUIRES_SCOPES_IDENTITY,
  POLICY_IDENTITY,
  CONNECT_IDENTITY,
  CACHE_TAG_IDENTITY,
]);

/** Any other `@link(for:)`: by the link specification, who does not know such a feature must not serve the schema. */
export const linkedFeature: UnservedRule = {
  code: 'UNSERVED_LINKED_FEATURE',
  subject: '@link(for:) to a feature that is not known',
  find: ({ links }) =>
    links.features
      .filter(({ purpose }) => purpose !== null)
      .filter((feature) => !isServed(feature) && !NAMED_ELSEWHERE.has(feature.identity))
      .map(({ node }) => node),
};

function isServed({ identity, version }: LinkedFeature): boolean {
  const versions = SERVED.get(identity);
  return versions === null || versions?.has(version) === true;
}
