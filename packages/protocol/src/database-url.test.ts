import { describe, expect, it } from '@jest/globals';
import { databaseUrlFor } from './database-url.js';

const id = { graph: 'storefront', domain: 'products' };

describe('databaseUrlFor', () => {
  it('takes the domain its own variable first', () => {
    const env = {
      STOREFRONT_PRODUCTS_DATABASE_URL: 'postgresql://own/x',
      DATABASE_URL: 'postgresql://server/y',
    };
    expect(databaseUrlFor(id, env)).toBe('postgresql://own/x');
  });

  it('else replaces the database of DATABASE_URL and keeps the rest', () => {
    const env = { DATABASE_URL: 'postgresql://u:p%40ss@db:5433/postgres?sslmode=require' };
    expect(databaseUrlFor(id, env)).toBe(
      'postgresql://u:p%40ss@db:5433/kontor_storefront_products?sslmode=require',
    );
  });

  it('uses the prefix of KONTOR_DATABASE_PREFIX', () => {
    const env = { DATABASE_URL: 'postgresql://db/postgres', KONTOR_DATABASE_PREFIX: 'kontor_test_1' };
    expect(databaseUrlFor(id, env)).toBe('postgresql://db/kontor_test_1_storefront_products');
  });

  it('is undefined when nothing says where', () => {
    expect(databaseUrlFor(id, {})).toBeUndefined();
  });
});
