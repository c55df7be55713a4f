import { describe, expect, it } from '@jest/globals';
import { migrationFolderName } from './migration-name.js';

const noon = new Date('2026-11-22T12:00:00.900Z');

describe('the name of a migration folder', () => {
  it('is the UTC second and the name', () => {
    expect(migrationFolderName('add_sku', noon, [])).toBe('20261122120000_add_sku');
  });

  it('must sort after the migrations that exist, whatever their order in the list', () => {
    expect(migrationFolderName('b', noon, ['20261122115959_z', '20250101000000_a'])).toBe('20261122120000_b');
    expect(() => migrationFolderName('b', noon, ['20261122120000_a', '20250101000000_z'])).toThrow(/after/);
    expect(() => migrationFolderName('b', noon, ['20991231235959_a'])).toThrow(/clock/);
  });

  it.each(['', 'Add', 'add-sku', '1st', 'a b', '../x', 'x'.repeat(101)])('refuses "%s"', (name) => {
    expect(() => migrationFolderName(name, noon, [])).toThrow(/no name for a migration/);
  });
});
