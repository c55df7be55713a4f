import { ROLES, type Permission } from '@kontor/protocol';

/** The organisation that the first start creates; it owns Kontor's own graph. */
export const FIRST_ORGANISATION_SLUG = 'kontor';
export const FIRST_ORGANISATION_NAME = 'Kontor';
export const FIRST_OWNER_NAME = 'owner';

/** The keys of the first start: least privilege for each of its three holders. */
export const BOOTSTRAP_KEYS = {
  /** For people and the CLI; speaks for the first owner. */
  admin: { name: 'admin', speaksFor: 'owner', permissions: ROLES.OWNER },
  /** For `kontor start`: it creates the graph of kontor.yaml and publishes to it; it can neither delete nor make keys. */
  launcher: {
    name: 'launcher',
    speaksFor: 'machine',
    permissions: ['graph:read', 'graph:create', 'subgraph:check', 'subgraph:publish', 'supergraph:read'],
  },
  /** For gateways. */
  gateway: { name: 'gateway', speaksFor: 'machine', permissions: ROLES.GATEWAY },
} as const satisfies Record<
  string,
  { name: string; speaksFor: 'owner' | 'machine'; permissions: readonly Permission[] }
>;

export type BootstrapKeyName = keyof typeof BOOTSTRAP_KEYS;
