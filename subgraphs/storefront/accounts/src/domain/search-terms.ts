export const SEARCH_LENGTH_MAX = 200;
const TERMS_MAX = 10;

/** The words to look for in what somebody typed, in lower case; at most ten, possibly none. */
export const readSearchTerms = (text: string): readonly string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, TERMS_MAX);

/** As PostgreSQL's to_tsquery reads it: everything that has a word beginning with each of the terms. */
export const toPrefixQuery = (terms: readonly string[]): string =>
  terms.map((term) => `${term}:*`).join(' & ');
