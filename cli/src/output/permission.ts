import { permissionFromEnum } from '@kontor/protocol';

/** `API_KEY_MANAGE` -> `api-key:manage`; a permission this version does not know stays as it is. */
export const permissionName = (name: string): string => permissionFromEnum(name) ?? name;
