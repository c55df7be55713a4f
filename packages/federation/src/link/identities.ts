const spec = (name: string): string => `https://specs.apollo.dev/${name}`;

/** Identities of the features that Kontor knows by name. */
export const LINK_IDENTITY = spec('link');
export const CORE_IDENTITY = spec('core');
export const FEDERATION_IDENTITY = spec('federation');
export const JOIN_IDENTITY = spec('join');
export const TAG_IDENTITY = spec('tag');
export const INACCESSIBLE_IDENTITY = spec('inaccessible');
export const AUTHENTICATED_IDENTITY = spec('authenticated');
export const REQUIRES_SCOPES_IDENTITY = spec('requiresScopes');
export const POLICY_IDENTITY = spec('policy');
export const COST_IDENTITY = spec('cost');
export const CONTEXT_IDENTITY = spec('context');
export const CONNECT_IDENTITY = spec('connect');
export const CACHE_TAG_IDENTITY = spec('cacheTag');
