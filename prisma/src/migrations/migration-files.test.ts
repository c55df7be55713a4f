import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PLATFORM_DOMAINS } from '../domains/platform-domains.js';
import { readMigrations } from './migration-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kontor-migrations-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('reading migrations', () => {
  it('gives them by name, each with the sha256 of its bytes', () => {
    for (const name of ['2_b', '1_a']) mkdirSync(path.join(folder, name));
    const bytes = Buffer.from('-- Größe\r\nSELECT 1;', 'utf8');
    writeFileSync(path.join(folder, '1_a', 'migration.sql'), bytes);
    writeFileSync(path.join(folder, '2_b', 'migration.sql'), '');
    writeFileSync(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"');
    const migrations = readMigrations(folder);
    expect(migrations.map((migration) => migration.name)).toEqual(['1_a', '2_b']);
    expect(migrations[0]?.checksum).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('gives none where there is no folder', () => {
    expect(readMigrations(path.join(folder, 'nothing'))).toEqual([]);
  });

  it('refuses a folder without its file', () => {
    mkdirSync(path.join(folder, '1_a'));
    expect(() => readMigrations(folder)).toThrow(/migration\.sql/);
  });

  it('finds those of the platform', () => {
    for (const { migrationsDir } of PLATFORM_DOMAINS)
      expect(readMigrations(migrationsDir)).not.toHaveLength(0);
  });
});
