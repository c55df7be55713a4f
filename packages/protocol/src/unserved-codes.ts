import type { ErrorCodeEntry } from './error-codes.js';

const area = 'composition';

/** What composes and is refused all the same, because this version of the gateway would not enforce or serve it. */
export const unservedCodes = {
  UNSERVED_AUTHENTICATED: {
    area,
    what: 'A schema uses `@authenticated`, which this gateway does not enforce.',
    why: 'The gateway would serve the marked fields to everybody, so Kontor refuses rather than let them open.',
    fix: "Check access in the subgraph's resolvers and remove the directive.",
  },
  UNSERVED_REQUIRES_SCOPES: {
    area,
    what: 'A schema uses `@requiresScopes`, which this gateway does not enforce.',
    why: 'The gateway would serve the marked fields whatever scopes the client has, so Kontor refuses rather than let them open.',
    fix: "Check scopes in the subgraph's resolvers and remove the directive.",
  },
  UNSERVED_POLICY: {
    area,
    what: 'A schema uses `@policy`, which this gateway does not enforce.',
    why: 'The gateway would serve the marked fields without asking any policy, so Kontor refuses rather than let them open.',
    fix: "Check the policy in the subgraph's resolvers and remove the directive.",
  },
  UNSERVED_SUBSCRIPTION: {
    area,
    what: 'A schema has a subscription root, which this gateway does not serve.',
    why: 'Clients would see subscriptions in the schema, and every one of them would fail.',
    fix: 'Remove the subscription root from the subgraph; offer a query that clients repeat.',
  },
  UNSERVED_COST: {
    area,
    what: 'A schema uses `@cost`, which this gateway does not enforce.',
    why: 'Costs would be counted by nobody, and queries that they should stop would run.',
    fix: 'Remove the directive; limit expensive fields in the subgraph.',
  },
  UNSERVED_LIST_SIZE: {
    area,
    what: 'A schema uses `@listSize`, which this gateway does not enforce.',
    why: 'Sizes would be counted by nobody, and queries that they should stop would run.',
    fix: 'Remove the directive; limit the length of lists in the subgraph, for instance the `first` of a page.',
  },
  UNSERVED_CONNECTOR: {
    area,
    what: 'A schema uses connectors (`@source`, `@connect`), which this gateway does not serve.',
    why: 'The gateway speaks GraphQL to subgraphs only; it does not call the HTTP endpoints that connectors name.',
    fix: 'Resolve these fields in a subgraph that calls the endpoints.',
  },
  UNSERVED_CACHE_TAG: {
    area,
    what: 'A schema uses `@cacheTag`, which this gateway does not serve.',
    why: 'The gateway keeps no response cache, so invalidating by tag would do nothing.',
    fix: 'Remove the directive.',
  },
  UNSERVED_LINKED_FEATURE: {
    area,
    what: 'A schema links a feature `for: SECURITY` or `for: EXECUTION` that this gateway does not know.',
    why: 'The link says that the feature must be understood to serve the schema safely, and this gateway does not understand it.',
    fix: 'Remove the `@link` and what uses it, or remove `for:` if the feature is descriptive only.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
