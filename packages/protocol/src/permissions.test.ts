import { describe, expect, it } from '@jest/globals';
import { PERMISSIONS, permissionFromEnum, permissionToEnum, ROLES } from './permissions.js';

describe('permissions', () => {
  it('translate to GraphQL enum values and back', () => {
    expect(permissionToEnum('api-key:manage')).toBe('API_KEY_MANAGE');
    for (const permission of PERMISSIONS)
      expect(permissionFromEnum(permissionToEnum(permission))).toBe(permission);
    expect(permissionFromEnum('constructor')).toBeUndefined();
  });

  it('let a gateway load supergraphs and nothing else', () => {
    expect(ROLES.GATEWAY).toEqual(['supergraph:read']);
  });
});
