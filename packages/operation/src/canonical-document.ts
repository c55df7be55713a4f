import { TokenKind, type Token } from 'graphql';
import { isSpreadName, reachedFragments, type Definition } from './read-definitions.js';

/**
 * What is left of a document when everything is taken out that does not change what has to be fetched: the operation's
 * name, aliases, fragment names, the order of fragments, and the literals of arguments.
 *
 *   query Home { top: products(first: 5) { ...Card } } fragment Card on Product { title: name }
 *   query { a0 : products ( first : «Int 0» ) { ...F0 } } fragment F0 on Product { a1 : name }
 *
 * Two documents of one canonical text differ only by a renaming: what is true of one (it is valid; its plan) is true of
 * the other, with the names put back.
 */
export interface CanonicalDocument {
  /** No document by itself: literals are slots. */
  readonly text: string;
  /** What the client calls the n-th alias. */
  readonly aliases: readonly string[];
  /** By slot; equal literals share one, because equal arguments may have to be equal. */
  readonly literals: readonly Literal[];
}

export interface Literal {
  readonly kind: 'Int' | 'Float' | 'String';
  /** As the lexer gives it: of a text, what stands between its quotes means. */
  readonly value: string;
  /** Where in the source its tokens begin. */
  readonly starts: readonly number[];
}

/** Names that stand for those taken out begin with this one; nothing of a client's may. */
export const CANONICAL_PREFIX = 'kontor_';

/**
 * Undefined where taking names out could change the meaning: an alias that is also the name of a field, a name with our
 * prefix, fragments that are not used or missing, more than one operation.
 */
export function canonicalDocument(definitions: readonly Definition[]): CanonicalDocument | undefined {
  const [operation, ...others] = definitions.filter(({ kind }) => kind === 'operation');
  if (!operation || others.length > 0) return undefined;
  const fragments = reachedFragments(operation, definitions);
  if (!fragments || fragments.length !== definitions.length - 1) return undefined;

  const writer = createWriter(fragments);
  for (const definition of [operation, ...fragments]) if (!writer.write(definition)) return undefined;
  return writer.document();
}

function createWriter(fragments: readonly Definition[]) {
  const fragmentNames = new Map(fragments.map(({ name }, index) => [name, `F${index}`]));
  const aliases = new Map<string, number>();
  const fields = new Set<string>();
  const literals = new Map<string, { literal: Literal; starts: number[]; slot: number }>();
  let text = '';

  function slotOf(kind: Literal['kind'], { value, start }: Token): string {
    const key = `${kind} ${value}`;
    const known = literals.get(key);
    if (known) known.starts.push(start);
    else {
      const starts = [start];
      literals.set(key, { literal: { kind, value, starts }, starts, slot: literals.size });
    }
    return `«${kind} ${known?.slot ?? literals.size - 1}»`;
  }

  function nameText(tokens: readonly Token[], at: number, inSelections: boolean): string | undefined {
    const name = tokens[at]?.value ?? '';
    if (name.startsWith(CANONICAL_PREFIX)) return undefined;
    if (isSpreadName(tokens, at)) return fragmentNames.get(name);
    if (!inSelections || isNoField(tokens, at)) return name;
    if (tokens[at + 1]?.kind !== TokenKind.COLON) {
      if (tokens[at - 1]?.kind !== TokenKind.COLON) fields.add(name);
      return name;
    }
    const index = aliases.get(name) ?? aliases.size;
    aliases.set(name, index);
    return `a${index}`;
  }

  return {
    write({ kind, type, tokens, nameAt }: Definition): boolean {
      text += type ?? '';
      let braces = 0;
      let parentheses = 0;
      for (const [at, token] of tokens.entries()) {
        switch (token.kind) {
          case TokenKind.PAREN_L:
            parentheses += 1;
            text += '(';
            break;
          case TokenKind.PAREN_R:
            parentheses -= 1;
            text += ')';
            break;
          case TokenKind.BRACE_L:
            braces += 1;
            text += '{';
            break;
          case TokenKind.BRACE_R:
            braces -= 1;
            text += '}';
            break;
          case TokenKind.INT:
            text += slotOf('Int', token);
            break;
          case TokenKind.FLOAT:
            text += slotOf('Float', token);
            break;
          case TokenKind.STRING:
          case TokenKind.BLOCK_STRING:
            text += slotOf('String', token);
            break;
          case TokenKind.NAME: {
            // `query { … }` and `{ … }` are the same.
            if (at === 0 && kind === 'operation') break;
            if (at === nameAt) {
              text += kind === 'fragment' ? ` ${fragmentNames.get(token.value) ?? ''}` : '';
              break;
            }
            const name = nameText(tokens, at, braces > 0 && parentheses === 0);
            if (name === undefined) return false;
            text += ` ${name}`;
            break;
          }
          default:
            text += token.kind;
        }
      }
      return true;
    },
    document(): CanonicalDocument | undefined {
      // `{ id: upc id }` is in conflict; with another name for the alias it would not be.
      for (const alias of aliases.keys()) if (fields.has(alias)) return undefined;
      return {
        text,
        aliases: [...aliases.keys()],
        literals: [...literals.values()].map(({ literal }) => literal),
      };
    },
  };
}

/** Between braces: a directive, a variable (which is none there), a type condition or its `on`. */
function isNoField(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  if (before?.kind === TokenKind.AT || before?.kind === TokenKind.SPREAD) return true;
  return (
    before?.kind === TokenKind.NAME && before.value === 'on' && tokens[at - 2]?.kind === TokenKind.SPREAD
  );
}
