import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '@kontor/protocol';
import { escapeText, renderErrorReference } from './render-error-reference.ts';

describe('the error reference', () => {
  it('has a section for each area and an entry for each code', () => {
    const headings = renderErrorReference(ERROR_CODES)
      .match(/^### .*$/gm)
      ?.map((heading) => heading.slice(4));
    expect(headings?.toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted());
  });

  it('says what, why, what to do, and the status where there is one', () => {
    const entry = { area: 'api', what: 'It is <gone>.', why: 'Because.', fix: 'Use `<key>`.' } as const;
    expect(
      renderErrorReference({ GONE: { ...entry, httpStatus: 410 }, LOST: entry })
        .split('\n\n')
        .slice(4),
    ).toEqual([
      '## API',
      expect.stringContaining('extensions.code'),
      '### GONE',
      'It is \\<gone\\>. HTTP 410.',
      '- Why: Because.\n- What to do: Use `<key>`.',
      '### LOST',
      'It is \\<gone\\>.',
      '- Why: Because.\n- What to do: Use `<key>`.',
    ]);
  });

  it('leaves code spans alone and escapes the rest', () => {
    expect(escapeText('a <b> `<c>*` *d')).toBe('a \\<b\\> `<c>*` \\*d');
  });
});
