import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { databaseUrl } from './database-url.js';
import { booleanFrom, integerFrom } from './environment.js';

const invalid = expect.objectContaining({
  code: 'ENVIRONMENT_INVALID',
  message: expect.stringContaining('POOL'),
});

describe('integerFrom', () => {
  it('reads a whole number, or the default', () => {
    expect(integerFrom({ POOL: '7' }, 'POOL', 10)).toBe(7);
    expect(integerFrom({}, 'POOL', 10)).toBe(10);
    expect(integerFrom({ POOL: '' }, 'POOL', 10)).toBe(10);
  });

  it.each(['x', '1.5', '-1', 'Infinity', '0'])('refuses %j', (value) => {
    expect(() => integerFrom({ POOL: value }, 'POOL', 10, 1)).toThrow(invalid);
  });
});

describe('booleanFrom', () => {
  it('reads true and false and refuses the rest', () => {
    expect(booleanFrom({ POOL: 'true' }, 'POOL', false)).toBe(true);
    expect(booleanFrom({ POOL: 'false' }, 'POOL', true)).toBe(false);
    expect(booleanFrom({}, 'POOL', true)).toBe(true);
    expect(() => booleanFrom({ POOL: 'yes' }, 'POOL', true)).toThrow(invalid);
  });
});

describe('databaseUrl', () => {
  const id = { graph: 'storefront', domain: 'products' };
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'kontor-kit-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('takes the own variable first, then the server, then the file of the launcher', () => {
    writeFileSync(join(home, 'database-url'), 'postgresql://file@h:1/postgres\n');
    const env = {
      KONTOR_HOME: home,
      DATABASE_URL: 'postgresql://server@h:2/x',
      STOREFRONT_PRODUCTS_DATABASE_URL: 'postgresql://own@h:3/mine',
    };
    expect(databaseUrl(id, env)).toBe('postgresql://own@h:3/mine');
    expect(databaseUrl(id, { ...env, STOREFRONT_PRODUCTS_DATABASE_URL: undefined })).toBe(
      'postgresql://server@h:2/kontor_storefront_products',
    );
    expect(databaseUrl(id, { KONTOR_HOME: home })).toBe('postgresql://file@h:1/kontor_storefront_products');
  });

  it('says by code that none is known, and what could tell', () => {
    expect(() => databaseUrl(id, { KONTOR_HOME: home })).toThrow(
      expect.objectContaining({
        code: 'DATABASE_URL_MISSING',
        message: expect.stringContaining('STOREFRONT_PRODUCTS_DATABASE_URL'),
      }),
    );
  });
});
