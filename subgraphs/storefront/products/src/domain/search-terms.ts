export const SEARCH_TEXT_LENGTH_MAX = 200;
const TERMS_MAX = 10;

export type SearchTerms =
  | { kind: 'terms'; /** Lower case, letters and digits only, at least one. */ terms: readonly string[] }
  | { kind: 'invalid'; problem: string };

/** The words to look for in what somebody typed. Punctuation separates words; no more than the first ten count. */
export function readSearchTerms(text: string): SearchTerms {
  if (text.length > SEARCH_TEXT_LENGTH_MAX)
    return { kind: 'invalid', problem: `text must have at most ${SEARCH_TEXT_LENGTH_MAX} characters.` };
  const terms = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (terms.length === 0) return { kind: 'invalid', problem: 'text must have a letter or a digit.' };
  return { kind: 'terms', terms: terms.slice(0, TERMS_MAX) };
}

/** As PostgreSQL's to_tsquery reads it: everything that has a word beginning with each of the terms. */
export const toPrefixQuery = (terms: readonly string[]): string =>
  terms.map((term) => `${term}:*`).join(' & ');
