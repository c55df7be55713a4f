import { expect, it } from '@jest/globals';
import { createCappedNames } from './capped-names.js';

it('keeps the first names and folds the rest into one', () => {
  const capped = createCappedNames(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map(capped)).toEqual(['a', 'b', '_OTHER', 'a', '_OTHER', 'b']);
  expect(createCappedNames(0)('a')).toBe('_OTHER');
});
