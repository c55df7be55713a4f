import { DatabaseError } from './database-error.js';

/** PostgreSQL keeps timeouts in a signed 32-bit integer. */
const MS_MAX = 2_147_483_647;

/** A time limit from the environment. Throws INPUT_INVALID when it is no whole number of milliseconds. */
export function readMs(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  otherwise: number,
): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= MS_MAX) return value;
  throw new DatabaseError(
    'INPUT_INVALID',
    `${name} is "${text}"; it must be a whole number of milliseconds.`,
    {
      fix: `Set ${name} to a number from 0 to ${MS_MAX}, or leave it unset.`,
    },
  );
}
