import { Kind, visit, type DirectiveNode, type DocumentNode, type InlineFragmentNode } from 'graphql';
import { createRandom } from '../random.js';

/** The document with `@defer` here and there: on its own fragments, and around fields that had none. */
export function withDefers(document: DocumentNode, seed: string): DocumentNode {
  const random = createRandom(`defer ${seed}`);
  let depth = 0;
  const deferred = <T extends { readonly directives?: readonly DirectiveNode[] | undefined }>(node: T): T =>
    random.chance(0.4) ? { ...node, directives: [...(node.directives ?? []), DEFER] } : node;
  return visit(document, {
    InlineFragment: { leave: deferred },
    FragmentSpread: { leave: deferred },
    SelectionSet: {
      enter: () => void depth++,
      leave(set) {
        depth--;
        const from = 1 + random.int(3);
        if (depth === 0 || set.selections.length <= from || !random.chance(0.4)) return undefined;
        const later: InlineFragmentNode = {
          kind: Kind.INLINE_FRAGMENT,
          directives: [DEFER],
          selectionSet: { kind: Kind.SELECTION_SET, selections: set.selections.slice(from) },
        };
        return { ...set, selections: [...set.selections.slice(0, from), later] };
      },
    },
  });
}

const DEFER: DirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'defer' } };
