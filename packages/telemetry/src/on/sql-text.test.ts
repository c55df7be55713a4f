import { describe, expect, it } from '@jest/globals';
import { readSql } from './sql-text.js';

describe('readSql', () => {
  it.each([
    ['SELECT "public"."products"."id" FROM "public"."products" WHERE 1=1', 'SELECT', 'products'],
    ['INSERT INTO "public"."orders" ("id") VALUES ($1)', 'INSERT', 'orders'],
    ['UPDATE "public"."stock_levels" SET "n" = $1', 'UPDATE', 'stock_levels'],
    ['DELETE FROM orders WHERE id = $1', 'DELETE', 'orders'],
    ['SELECT r.* FROM unnest($1::uuid[]) AS p(id) CROSS JOIN reviews r', 'SELECT', 'reviews'],
    ['SELECT 1', 'SELECT', undefined],
  ])('%s', (sql, operation, collection) => {
    expect(readSql(sql)).toMatchObject({ operation, collection });
  });

  it('keeps parameters and hides values that somebody wrote into the text', () => {
    const { text } = readSql(
      `SELECT * FROM users WHERE email = 'ann@example.org' AND n = 42 AND id = $1 AND t2.a1 = 'it''s'`,
    );
    expect(text).toBe('SELECT * FROM users WHERE email = ? AND n = ? AND id = $1 AND t2.a1 = ?');
  });

  it('hides a value that is longer than what is kept of the text', () => {
    expect(readSql(`SELECT '${'secret '.repeat(1_000)}'`).text).toBe('SELECT ?');
    expect(readSql(`SELECT ${'"a", '.repeat(1_000)}`).text).toHaveLength(2_000);
  });
});
