import { describe, expect, it } from '@jest/globals';
import { requestIdOf } from './request-id.js';

const idFor = (given: string | undefined) =>
  requestIdOf({ headers: given === undefined ? {} : { 'x-request-id': given } });

describe('requestIdOf', () => {
  it('keeps a sane id of the caller', () => {
    expect(idFor('client-42.a:b/c=')).toBe('client-42.a:b/c=');
    expect(idFor('a'.repeat(128))).toBe('a'.repeat(128));
  });

  it.each([undefined, '', 'a b', 'a\nb', '"', '<script>', 'a'.repeat(129), 'ä'])(
    'makes one instead of %j',
    (given) => {
      expect(idFor(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    },
  );

  it('never makes the same twice', () => {
    expect(idFor(undefined)).not.toBe(idFor(undefined));
  });
});
