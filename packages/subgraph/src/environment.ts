import { ProcessError } from '@kontor/http';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A whole number of an environment variable, at least `min`; `fallback` when unset. Throws ENVIRONMENT_INVALID. */
export function integerFrom(env: Environment, name: string, fallback: number, min = 0): number {
  const given = env[name];
  if (given === undefined || given === '') return fallback;
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new ProcessError(
    'ENVIRONMENT_INVALID',
    `${name} is "${given}", which is not a whole number of at least ${min}.`,
  );
}

/** `true` or `false`; `fallback` when unset. Throws ENVIRONMENT_INVALID. */
export function booleanFrom(env: Environment, name: string, fallback: boolean): boolean {
  const given = env[name];
  if (given === undefined || given === '') return fallback;
  if (given === 'true' || given === 'false') return given === 'true';
  throw new ProcessError('ENVIRONMENT_INVALID', `${name} is "${given}", which is neither true nor false.`);
}
