import { LAST_DAY_MS, momentBetween, OPENED_MS } from './calendar.js';
import { SAMPLE_COUNTS } from './counts.js';
import { NAMES } from './data/people.js';
import { createDraw, itemAt } from './draw.js';
import { sampleId } from './ids.js';

export interface SampleUser {
  id: string;
  /** Unique: letters, digits and dots. */
  handle: string;
  name: string;
  /** Unique, in domains that nobody can own (RFC 2606). */
  email: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  tier: 'BASIC' | 'SILVER' | 'GOLD';
  registeredAt: Date;
}

export const userId = (index: number): string => sampleId('usr', index);

export const userHandle = (index: number): string => {
  const { firstName, lastName } = nameOf(index);
  return `${plain(firstName)}.${plain(lastName)}`;
};

/** When user `index` registered: users are numbered as they came. */
export const userRegisteredAt = (index: number): Date =>
  momentBetween(
    OPENED_MS,
    LAST_DAY_MS,
    (index + createDraw('user-registered', index).unit()) / SAMPLE_COUNTS.users,
  );

/** How many users had registered by then, at least 1: all with a smaller index. */
export const usersRegisteredBy = (atMs: number): number =>
  Math.max(1, Math.floor(((atMs - OPENED_MS) / (LAST_DAY_MS - OPENED_MS)) * SAMPLE_COUNTS.users));

/** User `index` of `SAMPLE_COUNTS.users`. */
export function userAt(index: number): SampleUser {
  const { country, firstName, lastName } = nameOf(index);
  const draw = createDraw('user', index);
  const handle = userHandle(index);
  return {
    id: userId(index),
    handle,
    name: `${firstName} ${lastName}`,
    email: `${handle}@${draw.pick(['example.com', 'example.org', 'example.net'])}`,
    country,
    tier: draw.pickWeighted([
      ['BASIC', 78],
      ['SILVER', 17],
      ['GOLD', 5],
    ] as const),
    registeredAt: userRegisteredAt(index),
  };
}

export function* users(): Generator<SampleUser> {
  for (let index = 0; index < SAMPLE_COUNTS.users; index++) yield userAt(index);
}

/** Pairs of first and last names are walked in steps that share no divisor with their number: no pair comes twice. */
function nameOf(index: number): { country: string; firstName: string; lastName: string } {
  const { country, firstNames, lastNames } = itemAt(NAMES, index % NAMES.length);
  const step = 257;
  const pair = (Math.floor(index / NAMES.length) * step) % (firstNames.length * lastNames.length);
  return {
    country,
    firstName: itemAt(firstNames, pair % firstNames.length),
    lastName: itemAt(lastNames, Math.floor(pair / firstNames.length)),
  };
}

/** Lower case, without accents. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
