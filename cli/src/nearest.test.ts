import { describe, expect, it } from '@jest/globals';
import { nearest } from './nearest.js';

describe('nearest', () => {
  it('finds one slip, not another word', () => {
    expect(nearest('pubilsh', ['publish', 'check'])).toBe('publish');
    expect(nearest('delete', ['publish', 'check'])).toBeUndefined();
  });
});
