/**
 * Who an answer is for, and from which generation of the supergraph, stands in every text of it. Templates hold the
 * two marks; all generations and users are written with as many characters, so that lengths do not change.
 */
export const GENERATION_MARK = 'g~0000';
export const USER_MARK = 'u~00';

export const GENERATIONS_MAX = 9_999;
export const USERS_MAX = 99;

const GENERATION = /g~(\d{4})/g;

export const generationText = (generation: number): string => `g~${String(generation).padStart(4, '0')}`;
export const userText = (user: number): string => `u~${String(user).padStart(2, '0')}`;

export const fill = (template: string, generation: string, user: string): string =>
  template.replaceAll(GENERATION_MARK, generation).replaceAll(USER_MARK, user);

/** The inverse of {@link fill}: what belongs to others stays as it is, and is found out. */
export const blank = (text: string, generation: string, user: string): string =>
  text.replaceAll(generation, GENERATION_MARK).replaceAll(user, USER_MARK);

/** All generations that a text names, without repetition. */
export const generationsIn = (text: string): number[] => [
  ...new Set(text.matchAll(GENERATION).map(([, digits]) => Number(digits))),
];
