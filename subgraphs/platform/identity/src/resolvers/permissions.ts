import { permissionFromEnum, permissionToEnum, type Permission } from '@kontor/protocol';
import type { Permission as PermissionName } from '../generated/resolver-types.js';

export const toNames = (permissions: readonly Permission[]): PermissionName[] =>
  permissions.map((permission) => permissionToEnum(permission) as PermissionName);

/** GraphQL has checked the names; one that protocol does not know means the schema and the list have parted. */
export const fromNames = (names: readonly PermissionName[]): Permission[] =>
  names.map((name) => {
    const permission = permissionFromEnum(name);
    if (permission === undefined)
      throw new Error(`the schema has a permission ${name} that the list has not`);
    return permission;
  });
