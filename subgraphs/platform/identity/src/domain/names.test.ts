import { describe, expect, it } from '@jest/globals';
import { refuseEmail, refuseName, refuseSlug } from './names.js';

describe('names', () => {
  it.each(['acme', 'A-1_b', 'a'.repeat(64)])('takes the slug %j', (slug) =>
    expect(refuseSlug(slug)).toBeUndefined(),
  );
  it.each(['', '1a', 'a b', 'a@b', 'ä', 'a'.repeat(65), 'a\n'])('refuses the slug %j', (slug) =>
    expect(refuseSlug(slug)).toMatchObject({ code: 'INPUT_INVALID' }),
  );
  it.each(['Ann', 'Zoë 😀', 'x'.repeat(200)])('takes the name %j', (name) =>
    expect(refuseName(name)).toBeUndefined(),
  );
  it.each([null, 'a@b', 'ann+tag@example.com'])('takes the address %j', (email) =>
    expect(refuseEmail(email)).toBeUndefined(),
  );
  it.each(['', 'a', '@', 'a@', 'a b@c', 'a@b@c', `${'x'.repeat(254)}@b`, 'a\0@b'])(
    'refuses the address %j',
    (email) => expect(refuseEmail(email)).toMatchObject({ code: 'INPUT_INVALID' }),
  );
});
