import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, Lexer, parse, Source, TokenKind } from 'graphql';
import {
  countDocument,
  DEFAULT_DOCUMENT_LIMITS,
  DEFAULT_SDL_LIMITS,
  type DocumentLimits,
} from './count-document.js';

const UNLIMITED: DocumentLimits = { bytesMax: Infinity, tokensMax: Infinity, depthMax: Infinity };

describe('countDocument', () => {
  it('counts tokens and nesting of an operation', () => {
    // { a ( x : [ 1 , 2 ] ) { b } }: commas are no tokens.
    expect(countDocument('{ a(x: [1, 2]) { b } }', UNLIMITED)).toEqual({
      kind: 'within',
      tokens: 14,
      depth: 3,
    });
  });

  it('counts nothing in an empty document, in comments and in strings', () => {
    expect(countDocument('', UNLIMITED)).toEqual({ kind: 'within', tokens: 0, depth: 0 });
    expect(countDocument('# {{{{{\n', UNLIMITED)).toEqual({ kind: 'within', tokens: 0, depth: 0 });
    expect(countDocument('{ a(s: "{{{{", b: """{{ \\""" {{""") }', UNLIMITED)).toMatchObject({ depth: 2 });
  });

  it('counts schemas too', () => {
    const sdl = 'type Query { "a" a(x: [[Int!]!]): Int @deprecated(reason: "{") }';
    expect(countDocument(sdl, UNLIMITED)).toMatchObject({ kind: 'within', depth: 4 });
  });

  it('does not go negative on closers without openers', () => {
    expect(countDocument('}}}}{', UNLIMITED)).toEqual({ kind: 'within', tokens: 5, depth: 1 });
  });

  it('ends the count where the text stops being lexical GraphQL', () => {
    expect(countDocument('{ a ~ {{{{{{', UNLIMITED)).toEqual({ kind: 'within', tokens: 2, depth: 1 });
    expect(countDocument('{ "unterminated', UNLIMITED)).toEqual({ kind: 'within', tokens: 1, depth: 1 });
  });

  it.each([
    ['bytesMax', 'é', { bytesMax: 1 }, 'DOCUMENT_TOO_LARGE'],
    ['tokensMax', '{ a b }', { tokensMax: 3 }, 'DOCUMENT_TOO_MANY_TOKENS'],
    ['depthMax', '{ a { b } }', { depthMax: 1 }, 'DOCUMENT_TOO_DEEP'],
  ])('names the limit %s that is exceeded', (limit, source, limits, code) => {
    const verdict = countDocument(source, { ...UNLIMITED, ...limits });
    expect(verdict).toMatchObject({ kind: 'exceeded', limit, code, max: Object.values(limits)[0] });
    expect(verdict).toHaveProperty('message', expect.stringContaining(limit));
  });

  it('counts aliases, and no other colon', () => {
    const limits = { ...UNLIMITED, aliasesMax: 1 };
    const none = 'query ($a: In = { b: 1 }) { f(x: { y: [{ z: $a }] }) g @include(if: true) }';
    expect(countDocument(none, { ...limits, aliasesMax: 0 })).toMatchObject({ kind: 'within' });
    expect(countDocument(`{ a: f(x: 1) } fragment F on T { f }`, limits)).toMatchObject({ kind: 'within' });
    expect(countDocument('{ a: f(x: 1) { b: f } }', limits)).toMatchObject({
      kind: 'exceeded',
      limit: 'aliasesMax',
      code: 'DOCUMENT_TOO_MANY_ALIASES',
    });
    // A text that does not parse hides none behind a parenthesis too many.
    expect(countDocument(')) { a: f b: f }', limits)).toMatchObject({ kind: 'exceeded' });
  });

  it('counts no aliases in a schema', () => {
    expect(countDocument('type A { b: C d: E f: G }', UNLIMITED)).toMatchObject({ kind: 'within' });
  });

  it('lets exactly the limit pass', () => {
    const limits = { bytesMax: 11, tokensMax: 6, depthMax: 2 };
    expect(countDocument('{ a { b } }', limits)).toEqual({ kind: 'within', tokens: 6, depth: 2 });
  });

  it.each(['{', '[', '(', '{a(b:['])('refuses 100,000 nested %s within milliseconds', (opener) => {
    const startedAtMs = performance.now();
    const verdict = countDocument(opener.repeat(100_000), DEFAULT_DOCUMENT_LIMITS);
    expect(verdict).toMatchObject({ kind: 'exceeded' });
    expect(performance.now() - startedAtMs).toBeLessThan(250);
  });

  it('keeps the parser from overflowing: what passes the default depth parses', () => {
    const depth = DEFAULT_DOCUMENT_LIMITS.depthMax;
    const deepest = `${'{a'.repeat(depth)}${'}'.repeat(depth)}`;
    expect(countDocument(deepest)).toMatchObject({ kind: 'within', depth });
    expect(() => parse(deepest)).not.toThrow();
  });

  it('leaves room for an introspection query by default', () => {
    expect(countDocument(getIntrospectionQuery())).toMatchObject({ kind: 'within' });
    expect(countDocument('type Query { a: Int }', DEFAULT_SDL_LIMITS)).toMatchObject({ kind: 'within' });
  });

  it('agrees with the lexer and never throws, on 5,000 random documents', () => {
    const random = seeded(42);
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      'a',
      ' ',
      '"',
      '"""',
      '\\',
      '#',
      '\n',
      '$',
      '...',
      '1',
      '-',
      '~',
      ',',
      '\0',
      '😀',
      '\uD800',
    ];
    for (let round = 0; round < 5_000; round += 1) {
      const length = Math.floor(random() * 40);
      const source = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('');
      expect(countDocument(source, UNLIMITED)).toEqual({ kind: 'within', ...countByHand(source) });
    }
  });
});

/** The same count, told the slow way from the list of tokens. */
function countByHand(source: string): { tokens: number; depth: number } {
  const kinds: TokenKind[] = [];
  const lexer = new Lexer(new Source(source));
  try {
    while (lexer.advance().kind !== TokenKind.EOF) kinds.push(lexer.token.kind);
  } catch {
    // The count ends here.
  }
  let open = 0;
  const depths = kinds.map((kind) => {
    if (['{', '[', '('].includes(kind)) open += 1;
    if (['}', ']', ')'].includes(kind)) open = Math.max(0, open - 1);
    return open;
  });
  return { tokens: kinds.length, depth: Math.max(0, ...depths) };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
