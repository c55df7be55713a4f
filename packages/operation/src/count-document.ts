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

/** Of an operation, whose fields can be renamed; in a schema the same signs say of which type a field is. */
export interface OperationLimits extends DocumentLimits {
  /** Fields under another name. Each is a field more to plan, to fetch and to answer, however few the schema has. */
  aliasesMax: number;
}

/** For operations. An introspection query has a depth of 14 and about 300 tokens. */
export const DEFAULT_DOCUMENT_LIMITS: OperationLimits = {
  bytesMax: 512 * 1024,
  tokensMax: 15_000,
  depthMax: 200,
  aliasesMax: 500,
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

export interface DocumentViolation<Limit extends keyof OperationLimits = keyof OperationLimits> {
  kind: 'exceeded';
  limit: Limit;
  max: number;
  code: 'DOCUMENT_TOO_LARGE' | 'DOCUMENT_TOO_MANY_TOKENS' | 'DOCUMENT_TOO_DEEP' | 'DOCUMENT_TOO_MANY_ALIASES';
  /** For the caller: which limit, and its value. */
  message: string;
}

export type DocumentVerdict<Limit extends keyof OperationLimits = keyof OperationLimits> =
  DocumentCount | DocumentViolation<Limit>;

/**
 * Counts tokens, nesting and (of operations) aliases, stopping at the first limit it exceeds. Never throws on bad
 * input: where the text stops being lexical GraphQL, the count ends, as the parser will at the same place.
 */
export function countDocument(source: string, limits?: OperationLimits): DocumentVerdict;
export function countDocument(source: string, limits: DocumentLimits): DocumentVerdict<keyof DocumentLimits>;
export function countDocument(
  source: string,
  limits: DocumentLimits & Partial<OperationLimits> = DEFAULT_DOCUMENT_LIMITS,
): DocumentVerdict {
  if (Buffer.byteLength(source) > limits.bytesMax) return violation('bytesMax', limits.bytesMax);
  const { tokensMax, depthMax, aliasesMax = Infinity } = limits;
  const lexer = new Lexer(new Source(source));
  let tokens = 0;
  let open = 0;
  let depth = 0;
  let aliases = 0;
  /** Open `(`: inside, a colon belongs to an argument or a variable, not to an alias. */
  let inArguments = 0;
  for (;;) {
    const kind = nextKind(lexer);
    if (kind === undefined || kind === TokenKind.EOF) return { kind: 'within', tokens, depth };
    tokens += 1;
    if (tokens > tokensMax) return violation('tokensMax', tokensMax);
    if (kind === TokenKind.PAREN_L) inArguments += 1;
    if (kind === TokenKind.PAREN_R) inArguments = Math.max(0, inArguments - 1);
    switch (kind) {
      case TokenKind.BRACE_L:
      case TokenKind.BRACKET_L:
      case TokenKind.PAREN_L:
        open += 1;
        depth = Math.max(depth, open);
        if (depth > depthMax) return violation('depthMax', depthMax);
        break;
      case TokenKind.BRACE_R:
      case TokenKind.BRACKET_R:
      case TokenKind.PAREN_R:
        open = Math.max(0, open - 1);
        break;
      case TokenKind.COLON:
        if (inArguments === 0) aliases += 1;
        if (aliases > aliasesMax) return violation('aliasesMax', aliasesMax);
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
  aliasesMax: { code: 'DOCUMENT_TOO_MANY_ALIASES', what: 'has more aliases than' },
} as const satisfies Record<keyof OperationLimits, { code: DocumentViolation['code']; what: string }>;

function violation(limit: keyof OperationLimits, max: number): DocumentViolation {
  const { code, what } = VIOLATIONS[limit];
  return {
    kind: 'exceeded',
    limit,
    max,
    code,
    message: `The document ${what} the limit of ${max} (${limit}).`,
  };
}
