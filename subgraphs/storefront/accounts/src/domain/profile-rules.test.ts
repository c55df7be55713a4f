import { describe, expect, it } from '@jest/globals';
import { findHandleProblem, findProfileProblem, normalizeProfile } from './profile-rules.js';

describe('normalizeProfile', () => {
  it('tidies what is given and leaves out what is not', () => {
    expect(
      normalizeProfile({ name: '  Ada   Lovelace ', email: ' Ada@Example.COM ', country: null }),
    ).toEqual({
      name: 'Ada Lovelace',
      email: 'ada@example.com',
    });
    expect(normalizeProfile({ country: 'gb' })).toEqual({ country: 'GB' });
    expect(normalizeProfile({})).toEqual({});
  });
});

describe('findProfileProblem', () => {
  it('accepts what is right, and nothing at all', () => {
    expect(findProfileProblem({ name: 'Ada', email: 'ada@mail.example.com', country: 'GB' })).toBeUndefined();
    expect(findProfileProblem({})).toBeUndefined();
  });

  it.each([
    [{ name: '' }, /name/],
    [{ name: 'x'.repeat(121) }, /name/],
    [{ email: 'ada' }, /email/],
    [{ email: 'ada@localhost' }, /email/],
    [{ email: 'a@b@example.com' }, /email/],
    [{ email: 'ada @example.com' }, /email/],
    [{ email: 'ada@example..com' }, /email/],
    [{ email: `${'x'.repeat(250)}@example.com` }, /email/],
    [{ country: 'GBR' }, /country/],
    [{ country: 'G1' }, /country/],
  ])('refuses %j', (profile, problem) => {
    expect(findProfileProblem(profile)).toMatch(problem);
  });
});

describe('findHandleProblem', () => {
  it.each(['ada', 'ada.lovelace', 'a-1', 'x'.repeat(40)])('accepts %s', (handle) => {
    expect(findHandleProblem(handle)).toBeUndefined();
  });

  it.each(['', 'ab', 'Ada', '1ada', '.ada', 'ada lovelace', 'adä', 'x'.repeat(41)])(
    'refuses "%s"',
    (handle) => {
      expect(findHandleProblem(handle)).toBeDefined();
    },
  );
});
