import { countDocument, type OperationLimits } from '@kontor/operation';
import { Kind, type DocumentNode, type GraphQLError, type SelectionSetNode } from 'graphql';
import { refusal } from '../gateway-error.js';

export interface AdmissionLimits extends OperationLimits {
  /** Selections of a document with its fragments spread out. */
  readonly selectionsMax: number;
}

/**
 * Why an operation is not planned; undefined when it may be. Apollo Server has parsed and validated it by then: what limits
 * these two is its own to set. Everything from here on may cost more than the document is long.
 */
export function refuseOperation(
  source: string,
  document: DocumentNode,
  limits: AdmissionLimits,
): GraphQLError | undefined {
  const count = countDocument(source, limits);
  if (count.kind === 'exceeded') return refusal(count.code, count.message);
  if (countSelections(document) > limits.selectionsMax)
    return refusal(
      'OPERATION_TOO_COMPLEX',
      'The fields and fragments of the operation multiply beyond the limit.',
    );
  return undefined;
}

/** Of all operations, each fragment counted once and then multiplied: linear in the document, whatever it multiplies to. */
export function countSelections({ definitions }: DocumentNode): number {
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const counts = new Map<string, number>();

  function countFragment(name: string): number {
    const known = counts.get(name);
    if (known !== undefined) return known;
    // A cycle, which validation refuses, must not go on for ever here either.
    counts.set(name, 0);
    const fragment = fragments.get(name);
    const count = fragment ? countSet(fragment.selectionSet) : 0;
    counts.set(name, count);
    return count;
  }

  function countSet({ selections }: SelectionSetNode): number {
    let count = 0;
    for (const selection of selections) {
      count += 1;
      if (selection.kind === Kind.FRAGMENT_SPREAD) count += countFragment(selection.name.value);
      else if (selection.selectionSet) count += countSet(selection.selectionSet);
    }
    return count;
  }

  let total = 0;
  for (const node of definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) total += countSet(node.selectionSet);
  return total;
}
