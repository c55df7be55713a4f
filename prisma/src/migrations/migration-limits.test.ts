import { describe, expect, it } from '@jest/globals';
import { DEFAULT_MIGRATION_LIMITS, migrationLimitsFrom } from './migration-limits.js';

describe('the limits of migrations', () => {
  it('have defaults', () => {
    expect(migrationLimitsFrom({ KONTOR_MIGRATION_WAIT_MS: '' })).toEqual(DEFAULT_MIGRATION_LIMITS);
  });

  it('come from the environment, 0 for none', () => {
    expect(
      migrationLimitsFrom({
        KONTOR_MIGRATION_WAIT_MS: '1',
        KONTOR_MIGRATION_LOCK_MS: '2',
        KONTOR_MIGRATION_STATEMENT_MS: '0',
      }),
    ).toEqual({ waitMs: 1, lockMs: 2, statementMs: 0 });
  });

  it.each(['-1', '1.5', '1s', '9999999999', 'NaN'])('refuse %s', (value) => {
    expect(() => migrationLimitsFrom({ KONTOR_MIGRATION_LOCK_MS: value })).toThrow(
      /KONTOR_MIGRATION_LOCK_MS/,
    );
  });
});
