import { ERROR_CODES } from '@kontor/protocol';
import { codedError } from './coded-error.js';

/** What a cursor is made of: the values a list is ordered by, the last of them unique. */
export type CursorKind = 'string' | 'number' | 'date';
type ValueOf<K extends CursorKind> = K extends 'string' ? string : K extends 'number' ? number : Date;
export type CursorValues<S extends readonly CursorKind[]> = { -readonly [I in keyof S]: ValueOf<S[I]> };

const CURSOR_LENGTH_MAX = 2_048;

/** Opaque to clients: base64url of a JSON array. Dates keep their milliseconds. */
export const encodeCursor = (values: readonly (string | number | Date)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** The values of a cursor that has exactly this shape. Throws CURSOR_INVALID (a coded error) for any other text. */
export function decodeCursor<const S extends readonly CursorKind[]>(
  cursor: string,
  shape: S,
): CursorValues<S> {
  const parts = cursor.length <= CURSOR_LENGTH_MAX ? parse(cursor) : undefined;
  const values =
    Array.isArray(parts) && parts.length === shape.length
      ? shape.map((kind, at) => revive(kind, parts[at]))
      : [];
  if (values.length !== shape.length || values.includes(undefined))
    throw codedError('CURSOR_INVALID', ERROR_CODES.CURSOR_INVALID.what);
  return values as CursorValues<S>;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function revive(kind: CursorKind, part: unknown): string | number | Date | undefined {
  switch (kind) {
    case 'string':
      // PostgreSQL has no NUL in text: it would be an error there.
      return typeof part === 'string' && !part.includes('\0') ? part : undefined;
    case 'number':
      return typeof part === 'number' ? part : undefined;
    case 'date': {
      const date = typeof part === 'string' ? new Date(part) : undefined;
      return date && !Number.isNaN(date.getTime()) ? date : undefined;
    }
  }
}
