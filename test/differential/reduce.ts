import { Kind, print, validate, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { operationOf, type Operation } from './operations/operation.js';

/** What one step of reducing may take away. */
const REMOVABLE: ReadonlySet<string> = new Set([
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.DIRECTIVE,
  Kind.ARGUMENT,
  Kind.OBJECT_FIELD,
]);

/**
 * The smallest operation that still `fails`, by leaving away one thing after the other while what is left is valid.
 * Bounded: each attempt asks all that the failure takes.
 */
export async function reduce(
  operation: Operation,
  schema: GraphQLSchema,
  fails: (smaller: Operation) => Promise<boolean>,
  attemptsMax: number,
): Promise<Operation> {
  let best = operation;
  let attempts = 0;
  for (let progress = true; progress && attempts < attemptsMax;) {
    progress = false;
    for (let at = 0; attempts < attemptsMax;) {
      const edited = edit(best.document, at);
      if (!edited) break;
      const smaller = tidied(edited, schema, best);
      if (smaller && smaller.source.length < best.source.length && (attempts++, await fails(smaller))) {
        best = smaller;
        progress = true;
      } else at++;
    }
  }
  return best;
}

/** Each edit has a number: first what can be taken away, then fragments whose content can stand in their place. */
function edit(document: DocumentNode, wanted: number): DocumentNode | undefined {
  let count = 0;
  const isWanted = (): boolean => count++ === wanted;
  const shorter = visit(document, {
    enter: (node) => (REMOVABLE.has(node.kind) && isWanted() ? null : undefined),
  });
  if (count > wanted) return shorter;
  const flatter = visit(document, {
    SelectionSet: (set) => ({
      ...set,
      selections: set.selections.flatMap((selection) =>
        selection.kind === Kind.INLINE_FRAGMENT && isWanted()
          ? selection.selectionSet.selections
          : [selection],
      ),
    }),
  });
  return count > wanted ? flatter : undefined;
}

function tidied(document: DocumentNode, schema: GraphQLSchema, of: Operation): Operation | undefined {
  const withoutFragments = withoutUnusedFragments(document);
  const variables = new Set<string>();
  visit(withoutFragments, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void variables.add(name.value),
  });
  const tidy = visit(withoutFragments, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  });
  try {
    const source = print(tidy);
    const values = Object.fromEntries(Object.entries(of.variables).filter(([name]) => variables.has(name)));
    const smaller = operationOf(source, values, of.operationName);
    return validate(schema, smaller.document).length === 0 ? smaller : undefined;
  } catch {
    // A selection set without selections does not parse.
    return undefined;
  }
}

function withoutUnusedFragments(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, { FragmentSpread: ({ name }) => void used.add(name.value) });
  const isUsed = (node: DocumentNode['definitions'][number]): boolean =>
    node.kind !== Kind.FRAGMENT_DEFINITION || used.has(node.name.value);
  return document.definitions.every(isUsed)
    ? document
    : withoutUnusedFragments({ ...document, definitions: document.definitions.filter(isUsed) });
}
