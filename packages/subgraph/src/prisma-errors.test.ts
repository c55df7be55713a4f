import { describe, expect, it, jest } from '@jest/globals';
import { codeOf } from './coded-error.js';
import { isSerializationFailure, isUniqueViolation, mapPrismaError } from './prisma-errors.js';
import { retrySerializable } from './retry-serializable.js';

const known = (code: string, meta: object = {}) => Object.assign(new Error(code), { code, meta });
const byAdapter = (code: string, cause: object) =>
  known(code, { driverAdapterError: { name: 'DriverAdapterError', cause } });

describe('isUniqueViolation', () => {
  const shapes = {
    'the constraint by index': byAdapter('P2002', {
      kind: 'UniqueConstraintViolation',
      constraint: { index: 'member_organisation_id_active_email_key' },
    }),
    'the constraint by columns': byAdapter('P2002', {
      kind: 'UniqueConstraintViolation',
      constraint: { fields: ['"organisation_id"', 'active_email'] },
    }),
    'the target by columns': known('P2002', { target: ['active_email', 'organisation_id'] }),
    'the target by index': known('P2002', { target: 'member_organisation_id_active_email_key' }),
  };

  it.each(Object.entries(shapes))('reads %s', (_name, error) => {
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'organisation_id', 'active_email')).toBe(true);
    expect(isUniqueViolation(error, 'slug')).toBe(false);
    expect(isUniqueViolation(error, 'active_email', 'slug')).toBe(false);
  });

  it('is false for anything else', () => {
    for (const other of [known('P2003'), new Error('x'), null, undefined, 'P2002'])
      expect(isUniqueViolation(other)).toBe(false);
  });
});

describe('mapPrismaError', () => {
  it.each([
    known('P1001'),
    known('P2024'),
    byAdapter('P2010', { kind: 'DatabaseNotReachable' }),
    new Error('wrapped', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    new Error('timeout exceeded when trying to connect'),
  ])('names an unavailable database', (error) => {
    expect(codeOf(mapPrismaError(error))).toBe('DATABASE_UNAVAILABLE');
  });

  it('names lost conflicts and text that cannot be stored', () => {
    expect(codeOf(mapPrismaError(known('P2034')))).toBe('WRITE_CONFLICT');
    expect(codeOf(mapPrismaError(byAdapter('P2010', { originalCode: '22021' })))).toBe('INPUT_INVALID');
  });

  it('leaves defects alone, however deep their causes', () => {
    const endless: { cause?: unknown } = {};
    endless.cause = endless;
    for (const defect of [known('P2025'), new TypeError('x'), endless, undefined])
      expect(mapPrismaError(defect)).toBeUndefined();
  });
});

describe('retrySerializable', () => {
  const quickly = { firstDelayMs: 1, delayMsMax: 1 };

  it('runs again until it wins', async () => {
    const work = jest.fn(async (attempt: number) => {
      if (attempt < 3) throw byAdapter('P2034', { kind: 'TransactionWriteConflict' });
      return attempt;
    });
    expect(await retrySerializable(work, quickly)).toBe(3);
  });

  it('gives up by code after the last attempt', async () => {
    const work = jest.fn(async () => {
      throw byAdapter('P2010', { originalCode: '40001' });
    });
    await expect(retrySerializable(work, { ...quickly, attemptsMax: 4 })).rejects.toMatchObject({
      extensions: { code: 'WRITE_CONFLICT' },
    });
    expect(work).toHaveBeenCalledTimes(4);
  });

  it('does not repeat any other failure', async () => {
    const work = jest.fn(async () => {
      throw new Error('defect');
    });
    await expect(retrySerializable(work, quickly)).rejects.toThrow('defect');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('knows deadlocks', () => {
    expect(isSerializationFailure(byAdapter('P2010', { originalCode: '40P01' }))).toBe(true);
  });
});
