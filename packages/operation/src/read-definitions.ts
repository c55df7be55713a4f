import { GraphQLError, Lexer, Source, TokenKind, type Token } from 'graphql';

/**
 * A document as its definitions' tokens, without parsing: enough to tell operations and fragments apart, and names from
 * one another. Nothing here says that a document is valid; who needs to know has parsed and validated one like it.
 */
export interface Definition {
  readonly kind: 'operation' | 'fragment';
  /** Of an operation: `query` also where the keyword is left out. */
  readonly type: 'query' | 'mutation' | 'subscription' | undefined;
  readonly name: string | undefined;
  readonly tokens: readonly Token[];
  /** Index of the token that holds the name; -1 without one. */
  readonly nameAt: number;
  /** Names of the fragments that it spreads, each once, in the order of their first mention. */
  readonly spreads: readonly string[];
}

/**
 * Undefined: not lexical GraphQL, no document of operations and fragments only, or more than `tokensMax` tokens, for who
 * asks before anybody has counted.
 */
export function readDefinitions(source: string, tokensMax = Infinity): readonly Definition[] | undefined {
  const tokens = readTokens(source, tokensMax);
  if (!tokens) return undefined;
  const definitions: Definition[] = [];
  let at = 0;
  while (at < tokens.length) {
    const end = endOfDefinition(tokens, at);
    const definition = end === undefined ? undefined : readDefinition(tokens.slice(at, end));
    if (!definition || end === undefined) return undefined;
    definitions.push(definition);
    at = end;
  }
  return definitions.length > 0 ? definitions : undefined;
}

function readTokens(source: string, tokensMax: number): Token[] | undefined {
  const lexer = new Lexer(new Source(source));
  const tokens: Token[] = [];
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (tokens.length >= tokensMax) return undefined;
      tokens.push(token);
    }
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
  return tokens;
}

/** Behind the brace that closes its selections: the first one outside of parentheses that was opened there. */
function endOfDefinition(tokens: readonly Token[], start: number): number | undefined {
  let braces = 0;
  let parentheses = 0;
  for (let at = start; at < tokens.length; at++) {
    switch (tokens[at]?.kind) {
      case TokenKind.PAREN_L:
        parentheses += 1;
        break;
      case TokenKind.PAREN_R:
        parentheses -= 1;
        break;
      case TokenKind.BRACE_L:
        if (parentheses === 0) braces += 1;
        break;
      case TokenKind.BRACE_R:
        if (parentheses > 0) break;
        braces -= 1;
        if (braces === 0) return at + 1;
        break;
      default:
        break;
    }
  }
  return undefined;
}

function readDefinition(tokens: readonly Token[]): Definition | undefined {
  const [first, second] = tokens;
  if (!first) return undefined;
  const spreads = readSpreads(tokens);
  if (first.kind === TokenKind.BRACE_L)
    return { kind: 'operation', type: 'query', name: undefined, tokens, nameAt: -1, spreads };
  if (first.kind !== TokenKind.NAME) return undefined;
  const named = second?.kind === TokenKind.NAME;
  const name = named ? second.value : undefined;
  const nameAt = named ? 1 : -1;
  switch (first.value) {
    case 'query':
    case 'mutation':
    case 'subscription':
      return { kind: 'operation', type: first.value, name, tokens, nameAt, spreads };
    case 'fragment':
      return named ? { kind: 'fragment', type: undefined, name, tokens, nameAt, spreads } : undefined;
    default:
      return undefined;
  }
}

/** `...Name`, and not `... on Type`. */
function readSpreads(tokens: readonly Token[]): string[] {
  const names = new Set<string>();
  for (let at = 0; at + 1 < tokens.length; at++)
    if (isSpreadName(tokens, at + 1)) names.add(tokens[at + 1]?.value ?? '');
  return [...names];
}

export const isSpreadName = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]?.kind === TokenKind.NAME &&
  tokens[at].value !== 'on' &&
  tokens[at - 1]?.kind === TokenKind.SPREAD;

/** The fragments that a definition reaches, in the order in which it mentions them; undefined when one is missing. */
export function reachedFragments(
  from: Definition,
  definitions: readonly Definition[],
): readonly Definition[] | undefined {
  const byName = new Map(
    definitions.filter(({ kind }) => kind === 'fragment').map((fragment) => [fragment.name, fragment]),
  );
  const reached = new Set<Definition>();
  const waiting: Definition[] = [from];
  for (const definition of waiting)
    for (const name of definition.spreads) {
      const fragment = byName.get(name);
      if (!fragment) return undefined;
      if (!reached.has(fragment)) {
        reached.add(fragment);
        waiting.push(fragment);
      }
    }
  return [...reached];
}
