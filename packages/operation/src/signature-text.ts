import { TokenKind, type Token } from 'graphql';
import { reachedFragments, type Definition } from './read-definitions.js';

/**
 * What stays the same of an operation when only values differ: the operation and the fragments that it reaches, sorted
 * by name, without insignificant characters, numbers as `0`, texts as `""`, lists as `[]`, objects as `{}`. Aliases,
 * enum values and booleans are part of what is asked and stay. Undefined when a fragment is missing.
 */
export function signatureText(operation: Definition, definitions: readonly Definition[]): string | undefined {
  const fragments = reachedFragments(operation, definitions);
  if (!fragments) return undefined;
  const sorted = fragments.toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
  let text = '';
  let afterWord = false;
  const add = (token: string, isWord: boolean): void => {
    if (afterWord && (isWord || token === '...')) text += ' ';
    text += token;
    afterWord = isWord;
  };
  for (const { tokens, type, nameAt } of [operation, ...sorted]) {
    // `query {` is `{`.
    const start = type === 'query' && nameAt === -1 && tokens[1]?.kind === TokenKind.BRACE_L ? 1 : 0;
    addDefinition(tokens, start, add);
  }
  return text;
}

function addDefinition(
  tokens: readonly Token[],
  start: number,
  add: (token: string, isWord: boolean) => void,
): void {
  let parentheses = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) continue;
    switch (token.kind) {
      case TokenKind.PAREN_L:
        parentheses += 1;
        add('(', false);
        break;
      case TokenKind.PAREN_R:
        parentheses -= 1;
        add(')', false);
        break;
      case TokenKind.INT:
      case TokenKind.FLOAT:
        add('0', true);
        break;
      case TokenKind.STRING:
      case TokenKind.BLOCK_STRING:
        add('""', true);
        break;
      case TokenKind.BRACKET_L:
      case TokenKind.BRACE_L:
        if (parentheses > 0 && isValue(tokens, at)) {
          add(token.kind === TokenKind.BRACKET_L ? '[' : '{', false);
          at = closing(tokens, at);
          add(token.kind === TokenKind.BRACKET_L ? ']' : '}', false);
        } else add(token.kind, false);
        break;
      case TokenKind.NAME:
        add(token.value, true);
        break;
      default:
        add(token.kind, false);
    }
  }
}

/** In parentheses a brace opens an object; a bracket opens a list, unless it stands where the type of a variable is. */
function isValue(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.kind === TokenKind.BRACE_L) return true;
  const before = tokens[at - 1]?.kind;
  if (before === TokenKind.EQUALS) return true;
  // `$ids: [ID!]` against `ids: [1]`
  return before === TokenKind.COLON && tokens[at - 3]?.kind !== TokenKind.DOLLAR;
}

function closing(tokens: readonly Token[], from: number): number {
  let open = 0;
  for (let at = from; at < tokens.length; at++) {
    const kind = tokens[at]?.kind;
    if (kind === TokenKind.BRACKET_L || kind === TokenKind.BRACE_L) open += 1;
    if (kind === TokenKind.BRACKET_R || kind === TokenKind.BRACE_R) open -= 1;
    if (open === 0) return at;
  }
  return tokens.length;
}
