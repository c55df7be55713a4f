import type { Profile } from './user.js';

export const NAME_LENGTH_MAX = 120;
export const EMAIL_LENGTH_MAX = 254;

/** Only what was given: absent and null mean "as it is". */
export interface ProfileInput {
  name?: string | null | undefined;
  email?: string | null | undefined;
  country?: string | null | undefined;
}

/** As it is stored: without blanks around, the e-mail address in lower case, the country in upper case. */
export function normalizeProfile({ name, email, country }: ProfileInput): Partial<Profile> {
  return {
    ...(name != null && { name: name.trim().replace(/\s+/g, ' ') }),
    ...(email != null && { email: email.trim().toLowerCase() }),
    ...(country != null && { country: country.trim().toUpperCase() }),
  };
}

/** What is wrong with a normalized profile, in words for its author; undefined when nothing is. */
export function findProfileProblem({ name, email, country }: Partial<Profile>): string | undefined {
  if (name !== undefined && (name.length === 0 || name.length > NAME_LENGTH_MAX))
    return `name must have 1 to ${NAME_LENGTH_MAX} characters.`;
  if (
    email !== undefined &&
    (email.length > EMAIL_LENGTH_MAX || !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email))
  )
    return 'email must be an e-mail address.';
  if (country !== undefined && !/^[A-Z]{2}$/.test(country))
    return 'country must be an ISO 3166-1 alpha-2 code such as DE.';
  return undefined;
}

/** What is wrong with a handle; undefined when nothing is. */
export const findHandleProblem = (handle: string): string | undefined =>
  /^[a-z][a-z0-9.-]{2,39}$/.test(handle)
    ? undefined
    : 'handle must have 3 to 40 lower-case letters, digits, dots and hyphens, a letter first.';
