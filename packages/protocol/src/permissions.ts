/**
 * Permissions (`noun:verb`) and the roles that bundle them: the only list.
 * The GraphQL enum `Permission` of the identity schema carries the same names as `NOUN_VERB`.
 */
export const PERMISSIONS = [
  'organisation:create',
  'organisation:read',
  'member:read',
  'member:manage',
  'api-key:read',
  'api-key:manage',
  'graph:read',
  'graph:create',
  'subgraph:check',
  'subgraph:publish',
  'subgraph:delete',
  'supergraph:read',
  'audit:read',
  'platform:publish',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What a member of an organisation may do at most. A key can only narrow it. */
export const ROLES = {
  OWNER: PERMISSIONS,
  ADMIN: PERMISSIONS.filter(
    (permission) => permission !== 'organisation:create' && permission !== 'platform:publish',
  ),
  DEVELOPER: [
    'organisation:read',
    'member:read',
    'api-key:read',
    'graph:read',
    'graph:create',
    'subgraph:check',
    'subgraph:publish',
    'subgraph:delete',
    'supergraph:read',
  ],
  /** What a gateway needs to load a supergraph, and nothing else. */
  GATEWAY: ['supergraph:read'],
  VIEWER: ['organisation:read', 'member:read', 'graph:read', 'supergraph:read'],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof ROLES;

/** `api-key:manage` -> `API_KEY_MANAGE`, the GraphQL spelling. */
export const permissionToEnum = (permission: Permission): string =>
  permission.toUpperCase().replaceAll(/[:-]/g, '_');

export const isPermission = (name: string): name is Permission =>
  (PERMISSIONS as readonly string[]).includes(name);

const byEnum = new Map(PERMISSIONS.map((permission) => [permissionToEnum(permission), permission]));

/** The reverse of {@link permissionToEnum}; undefined for a name that is no permission. */
export const permissionFromEnum = (name: string): Permission | undefined => byEnum.get(name);
