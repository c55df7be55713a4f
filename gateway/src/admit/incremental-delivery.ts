import {
  GraphQLError,
  Kind,
  parse,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { refusal } from '../gateway-error.js';

/** Perhaps in a string or a comment only: no document that uses one does without. */
export const mentionsIncrementalDelivery = (source: string): boolean =>
  /@[\s,]*(?:defer|stream)\b/.test(source);

export interface IncrementalUse {
  readonly defer: boolean;
  readonly stream: boolean;
}

const NONE: IncrementalUse = { defer: false, stream: false };

/** Does the document use `@defer` or `@stream`? Parses only those that mention one; neither for what does not parse. */
export function incrementalUse(source: string): IncrementalUse {
  if (!mentionsIncrementalDelivery(source)) return NONE;
  try {
    const names = new Set(directivesOf(parse(source, { noLocation: true })).map(({ name }) => name.value));
    return { defer: names.has('defer'), stream: names.has('stream') };
  } catch (error) {
    // The server's own parser tells the caller.
    if (!(error instanceof GraphQLError)) throw error;
    return NONE;
  }
}

/** What is wrong with the `@defer`s of a valid document; the rules are younger than the validation that ran. */
export function refuseDefers(
  document: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
): GraphQLError | undefined {
  const labels = new Set<string>();
  for (const directive of directivesOf(document).filter(({ name }) => name.value === 'defer')) {
    const label = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
    if (label === undefined || label.kind === Kind.NULL) continue;
    if (label.kind !== Kind.STRING)
      return invalid('The label of a @defer must be a literal string.', directive);
    if (labels.has(label.value))
      return invalid(`Two @defer have the label "${label.value}": labels must differ.`, directive);
    labels.add(label.value);
  }
  const onRoot = operation === 'mutation' ? deferIn(selectionSet, document) : undefined;
  return onRoot && invalid('The fields of a mutation itself cannot be deferred.', onRoot);
}

const invalid = (message: string, directive: DirectiveNode): GraphQLError =>
  refusal('GRAPHQL_VALIDATION_FAILED', message, { status: 400, nodes: directive });

function directivesOf(document: DocumentNode): readonly DirectiveNode[] {
  const found: DirectiveNode[] = [];
  visit(document, { Directive: (directive) => void found.push(directive) });
  return found;
}

/** Of the selection itself, not of what its fields select. */
function deferIn(
  { selections }: SelectionSetNode,
  document: DocumentNode,
  seen = new Set<string>(),
): DirectiveNode | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) continue;
    const defer = selection.directives?.find(({ name }) => name.value === 'defer');
    if (defer) return defer;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inside = deferIn(selection.selectionSet, document, seen);
      if (inside) return inside;
      continue;
    }
    if (seen.has(selection.name.value)) continue;
    seen.add(selection.name.value);
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value) {
        const inside = deferIn(definition.selectionSet, document, seen);
        if (inside) return inside;
      }
  }
  return undefined;
}
