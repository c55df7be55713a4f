import { describe, expect, it } from '@jest/globals';
import { readSearchTerms, toPrefixQuery } from './search-terms.js';

describe('readSearchTerms', () => {
  it('takes words in lower case, of any script, and leaves punctuation out', () => {
    expect(readSearchTerms(" Żółw O'Neill:* ")).toEqual(['żółw', 'o', 'neill']);
  });

  it('finds none where there are none', () => {
    expect(readSearchTerms(' !&| ')).toEqual([]);
  });
});

describe('toPrefixQuery', () => {
  it('asks for all words, each by its beginning', () => {
    expect(toPrefixQuery(['ada', 'lov'])).toBe('ada:* & lov:*');
  });
});
