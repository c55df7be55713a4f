import { describe, expect, it } from '@jest/globals';
import { readSearchTerms, SEARCH_TEXT_LENGTH_MAX, toPrefixQuery } from './search-terms.js';

describe('readSearchTerms', () => {
  it('takes words in lower case and leaves punctuation out', () => {
    expect(readSearchTerms("  Oak-Table, Chef's  ")).toEqual({
      kind: 'terms',
      terms: ['oak', 'table', 'chef', 's'],
    });
  });

  it('keeps letters of any script', () => {
    expect(readSearchTerms('Żółw 椅子')).toEqual({ kind: 'terms', terms: ['żółw', '椅子'] });
  });

  it('keeps the first ten words', () => {
    expect(readSearchTerms('a b c d e f g h i j k l')).toEqual({
      kind: 'terms',
      terms: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'],
    });
  });

  it.each(['', '   ', '&|!:*()', "'"])('refuses %j, which has no word', (text) => {
    expect(readSearchTerms(text)).toEqual({
      kind: 'invalid',
      problem: 'text must have a letter or a digit.',
    });
  });

  it('refuses a text that is too long', () => {
    expect(readSearchTerms('x'.repeat(SEARCH_TEXT_LENGTH_MAX + 1)).kind).toBe('invalid');
  });
});

describe('toPrefixQuery', () => {
  it('asks for all words, each by its beginning', () => {
    expect(toPrefixQuery(['oak', 'tab'])).toBe('oak:* & tab:*');
  });
});
