import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';

/**
 * How much document a server reads. Counted by the lexer alone, before parsing: the parser recurses, and overflows the
 * stack at a nesting of about 2,000.
 */
export interface DocumentLimits {
  /** UTF-8 bytes of the source. */
  bytesMax: number;
  /** Lexical tokens, comments excepted. Fields, aliases, directives and fragments all cost tokens. */
  tokensMax: number;
  /** Open `{`, `[` and `(` at any one place. */
  depthMax: number;
}

/** For operations. An introspection query has a depth of 14 and about 300 tokens. */
export const DEFAULT_DOCUMENT_LIMITS: DocumentLimits = {
  bytesMax: 512 * 1024,
  tokensMax: 15_000,
  depthMax: 200,
};

/** For subgraph schemas. */
export const DEFAULT_SDL_LIMITS: DocumentLimits = {
  bytesMax: 4 * 1024 * 1024,
  tokensMax: 500_000,
  depthMax: 100,
};

export interface DocumentCount {
  kind: 'within';
  tokens: number;
  depth: number;
}

export interface DocumentViolation {
  kind: 'exceeded';
  limit: keyof DocumentLimits;
  max: number;
  code: 'DOCUMENT_TOO_LARGE' | 'DOCUMENT_TOO_MANY_TOKENS' | 'DOCUMENT_TOO_DEEP';
  /** For the caller: which limit, and its value. */
  message: string;
}

export type DocumentVerdict = DocumentCount | DocumentViolation;

/**
 * Counts tokens and nesting of an operation or schema, stopping at the first limit it exceeds. Never throws on bad
 * input: where the text stops being lexical GraphQL, the count ends, as the parser will at the same place.
 */
export function countDocument(
  source: string,
  limits: DocumentLimits = DEFAULT_DOCUMENT_LIMITS,
): DocumentVerdict {
  if (Buffer.byteLength(source) > limits.bytesMax) return violation('bytesMax', limits);
  const lexer = new Lexer(new Source(source));
  let tokens = 0;
  let open = 0;
  let depth = 0;
  for (;;) {
    const kind = nextKind(lexer);
    if (kind === undefined || kind === TokenKind.EOF) return { kind: 'within', tokens, depth };
    tokens += 1;
    if (tokens > limits.tokensMax) return violation('tokensMax', limits);
    switch (kind) {
      case TokenKind.BRACE_L:
      case TokenKind.BRACKET_L:
      case TokenKind.PAREN_L:
        open += 1;
        depth = Math.max(depth, open);
        if (depth > limits.depthMax) return violation('depthMax', limits);
        break;
      case TokenKind.BRACE_R:
      case TokenKind.BRACKET_R:
      case TokenKind.PAREN_R:
        open = Math.max(0, open - 1);
        break;
      default:
        break;
    }
  }
}

/** The next token's kind, comments skipped; undefined where the text is not lexical GraphQL. */
function nextKind(lexer: Lexer): TokenKind | undefined {
  try {
    return lexer.advance().kind;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

const VIOLATIONS = {
  bytesMax: { code: 'DOCUMENT_TOO_LARGE', what: 'has more bytes than' },
  tokensMax: { code: 'DOCUMENT_TOO_MANY_TOKENS', what: 'has more tokens than' },
  depthMax: { code: 'DOCUMENT_TOO_DEEP', what: 'nests deeper than' },
} as const satisfies Record<keyof DocumentLimits, { code: DocumentViolation['code']; what: string }>;

function violation(limit: keyof DocumentLimits, limits: DocumentLimits): DocumentViolation {
  const { code, what } = VIOLATIONS[limit];
  const max = limits[limit];
  return {
    kind: 'exceeded',
    limit,
    max,
    code,
    message: `The document ${what} the limit of ${max} (${limit}).`,
  };
}
