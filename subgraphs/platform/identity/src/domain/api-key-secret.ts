import { createHash, timingSafeEqual } from 'node:crypto';
import { API_KEY_PATTERN } from '@kontor/protocol';

/**
 *   kontor_<key id: 16 of a-z0-9>_<43 characters base64url: 256 random bits>
 *
 * Stored is the sha256 of the whole text. A slow hash (argon2, scrypt) would add nothing: it protects secrets that can be
 * guessed, and 256 random bits cannot; but it would cost a hundred milliseconds of every request.
 */
export interface IssuedSecret {
  readonly id: string;
  /** The only copy in the clear. */
  readonly secret: string;
  readonly hash: string;
}

export const KEY_ID_LENGTH = 16;
const SECRET_BYTES = 32;
const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** The largest multiple of the alphabet's size in a byte: larger bytes are thrown away, or some letters would be likelier. */
const UNBIASED_BELOW = 256 - (256 % ID_ALPHABET.length);

/** `random` returns that many random bytes, fit for secrets. */
export function issueSecret(random: (bytes: number) => Uint8Array): IssuedSecret {
  const id = randomId(random);
  const secret = `kontor_${id}_${Buffer.from(random(SECRET_BYTES)).toString('base64url')}`;
  return { id, secret, hash: hashSecret(secret) };
}

function randomId(random: (bytes: number) => Uint8Array): string {
  let id = '';
  while (id.length < KEY_ID_LENGTH) {
    for (const byte of random(KEY_ID_LENGTH))
      if (byte < UNBIASED_BELOW && id.length < KEY_ID_LENGTH) id += ID_ALPHABET[byte % ID_ALPHABET.length];
  }
  return id;
}

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The id inside a well-formed secret; undefined for any other text. */
export const keyIdOf = (secret: string): string | undefined => API_KEY_PATTERN.exec(secret)?.[1];

/** In constant time. Without a stored hash it compares all the same, so that unknown ids take as long as known ones. */
export function secretMatches(secret: string, storedHash: string | undefined): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const expected = storedHash === undefined ? Buffer.alloc(given.length) : Buffer.from(storedHash, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected) && storedHash !== undefined;
}
