import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { API_KEY_PATTERN } from '@kontor/protocol';
import { hashSecret, issueSecret, keyIdOf, secretMatches } from './api-key-secret.js';

describe('issueSecret', () => {
  it('makes secrets of the published form, each its own', () => {
    const issued = Array.from({ length: 500 }, () => issueSecret(randomBytes));
    for (const { id, secret, hash } of issued) {
      expect(secret).toMatch(API_KEY_PATTERN);
      expect(keyIdOf(secret)).toBe(id);
      expect(hash).toBe(hashSecret(secret));
      expect(hash).not.toContain(secret);
    }
    expect(new Set(issued.map(({ id }) => id)).size).toBe(500);
    expect(new Set(issued.map(({ secret }) => secret.slice(24))).size).toBe(500);
  });

  it('throws bytes away that would make some letters likelier', () => {
    // 252 to 255 do not divide evenly by 36 letters.
    const bytes = [252, 255, 0, 35, 36, 251];
    let at = 0;
    const random = (length: number) => Uint8Array.from({ length }, () => bytes[at++ % bytes.length] ?? 0);
    expect(issueSecret(random).id).toBe('a9a9a9a9a9a9a9a9');
  });
});

describe('secretMatches', () => {
  const { secret, hash } = issueSecret(randomBytes);

  it('knows the secret by its hash, and no other text', () => {
    expect(secretMatches(secret, hash)).toBe(true);
    for (const other of [
      `${secret} `,
      secret.slice(0, -1),
      secret.toUpperCase(),
      '',
      issueSecret(randomBytes).secret,
    ])
      expect(secretMatches(other, hash)).toBe(false);
  });

  it('matches nothing without a stored hash', () => {
    expect(secretMatches(secret, undefined)).toBe(false);
    expect(secretMatches('', undefined)).toBe(false);
    expect(secretMatches(secret, '')).toBe(false);
  });
});

describe('keyIdOf', () => {
  it.each([
    '',
    'kontor_',
    'kontor_short_x',
    `kontor_${'A'.repeat(16)}_${'x'.repeat(43)}`,
    `x${issueSecret(randomBytes).secret}`,
  ])('finds none in %j', (text) => expect(keyIdOf(text)).toBeUndefined());
});
