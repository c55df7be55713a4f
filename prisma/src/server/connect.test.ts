import { describe, expect, it } from '@jest/globals';
import { describeDatabaseUrl, explainConnectError, parseDatabaseUrl, withDatabase } from './connect.js';
import { requireVersion } from './check-external-server.js';

const url = 'postgresql://me:s%40cret@db.example:6432/shop?sslmode=require';

describe('a database URL', () => {
  it('is shown without its password', () => {
    expect(describeDatabaseUrl(url)).toBe('role me, database shop at db.example:6432');
    expect(describeDatabaseUrl('postgres://localhost')).toBe(
      'role (none), database (none) at localhost:5432',
    );
  });

  it('keeps everything but the name when another database is asked for', () => {
    expect(withDatabase(url, 'a b')).toBe('postgresql://me:s%40cret@db.example:6432/a%20b?sslmode=require');
  });

  it.each(['', 'localhost:5432/x', 'mysql://me:hush@h/d', 'not a url'])('is not "%s"', (text) => {
    expect(() => parseDatabaseUrl(text)).toThrow(
      expect.objectContaining({ code: 'DATABASE_URL_INVALID' }) as unknown as Error,
    );
    expect(() => parseDatabaseUrl(text)).not.toThrow(/hush/);
  });
});

describe('a connection that fails', () => {
  it.each([
    ['28P01', 'DATABASE_ACCESS_DENIED'],
    ['42501', 'DATABASE_ACCESS_DENIED'],
    ['3D000', 'DATABASE_MISSING'],
    ['ECONNREFUSED', 'DATABASE_UNREACHABLE'],
    ['57P03', 'DATABASE_UNREACHABLE'],
    [undefined, 'DATABASE_UNREACHABLE'],
  ])('with %s is %s', (code, expected) => {
    const error = explainConnectError({ code, message: 'said the server' }, url);
    expect(error.code).toBe(expected);
    expect(error.message).toContain('said the server');
    expect(error.message).toContain('db.example:6432');
    expect(error.message).not.toContain('s%40cret');
    expect(error.fix).not.toBe('');
  });

  it('to both addresses of localhost has no message of its own, and then shows the code', () => {
    expect(explainConnectError({ code: 'ECONNREFUSED', message: '' }, url).message).toContain('ECONNREFUSED');
  });
});

describe('the version of a server', () => {
  it('must be 15 or newer', () => {
    expect(requireVersion({ version: '15.0', versionNumber: 150_000 })).toBeDefined();
    expect(() => requireVersion({ version: '14.22', versionNumber: 140_022 })).toThrow(
      expect.objectContaining({ code: 'DATABASE_VERSION_UNSUPPORTED' }) as unknown as Error,
    );
  });
});
