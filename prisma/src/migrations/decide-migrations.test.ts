import { describe, expect, it } from '@jest/globals';
import { decideMigrations, ROLLED_BACK, type MigrationRow } from './decide-migrations.js';
import type { Migration } from './migration-files.js';

const file = (name: string, checksum = `sum-${name}`): Migration => ({ name, sql: '', checksum });
const at = new Date(0);

const row = (name: string, more: Partial<MigrationRow> = {}): MigrationRow => ({
  id: `id-${name}`,
  migration_name: name,
  checksum: `sum-${name}`,
  finished_at: at,
  rolled_back_at: null,
  logs: null,
  ...more,
});

const decide = (
  files: Migration[],
  rows: MigrationRow[],
  more: { tableCount?: number; retry?: string } = {},
) => decideMigrations(files, rows, { tableCount: 0, ...more });

const names = (plan: { pending: Migration[] }) => plan.pending.map((migration) => migration.name);

describe('what to migrate', () => {
  it('is everything on an empty database', () => {
    expect(names(decide([file('a'), file('b')], []))).toEqual(['a', 'b']);
  });

  it('is what has not been applied, also when it sorts before what has', () => {
    expect(names(decide([file('a'), file('b'), file('c')], [row('b')]))).toEqual(['a', 'c']);
  });

  it('includes what was applied and rolled back', () => {
    expect(
      names(decide([file('a')], [row('a', { finished_at: null, logs: 'x', rolled_back_at: at })])),
    ).toEqual(['a']);
  });

  it('counts a migration that was rolled back and then applied as applied', () => {
    const rows = [
      row('a', { id: '1', finished_at: null, logs: 'x', rolled_back_at: at }),
      row('a', { id: '2' }),
    ];
    expect(names(decide([file('a')], rows))).toEqual([]);
  });

  it('includes an attempt whose process was killed, which is to be marked first', () => {
    const plan = decide([file('a')], [row('a', { finished_at: null })]);
    expect(names(plan)).toEqual(['a']);
    expect(plan.abandoned).toEqual(['id-a']);
  });

  it('names what a newer release has applied', () => {
    expect(decide([file('a')], [row('a'), row('z')])).toEqual({ pending: [], abandoned: [], ahead: ['z'] });
  });

  it('is nothing where there are no files', () => {
    expect(decide([], [], { tableCount: 5 })).toEqual({ pending: [], abandoned: [], ahead: [] });
  });
});

describe('what is refused', () => {
  const failed = (logs: string) => row('a', { finished_at: null, logs });
  const corrected = file('a', 'another sum');

  it.each([
    ['failed and unchanged', [file('a')], failed(`${ROLLED_BACK}x`), 'MIGRATION_FAILED'],
    ['failed elsewhere and changed', [corrected], failed('x'), 'MIGRATION_FAILED'],
    ['failed and its file is gone', [file('b')], failed(`${ROLLED_BACK}x`), 'MIGRATION_FAILED'],
    ['applied and changed', [corrected], row('a'), 'MIGRATION_EDITED'],
    ["only another domain's", [file('b')], row('a'), 'DATABASE_NOT_EMPTY'],
  ])('%s', (_, files, existing, code) => {
    expect(() => decide(files, [existing])).toThrow(expect.objectContaining({ code }) as unknown as Error);
  });

  it('is tried again when nothing was kept and the file has changed', () => {
    expect(names(decide([corrected], [failed(`${ROLLED_BACK}x`)]))).toEqual(['a']);
  });

  it('is tried again when it is named', () => {
    expect(names(decide([file('a')], [failed('x')], { retry: 'a' }))).toEqual(['a']);
    expect(() => decide([file('a')], [failed('x')], { retry: 'b' })).toThrow();
  });

  it('includes a database with tables that no migration made', () => {
    expect(() => decide([file('a')], [], { tableCount: 1 })).toThrow(
      expect.objectContaining({ code: 'DATABASE_NOT_EMPTY' }) as unknown as Error,
    );
    expect(names(decide([file('a'), file('b')], [row('a')], { tableCount: 1 }))).toEqual(['b']);
  });
});
