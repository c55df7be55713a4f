import {
  getOperationAST,
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * An operation whose `@defer`s each have a name of their own, which the planner takes for the label; that of the client
 * is kept here. Named fragments are put where they are spread, so that each place has its own `@defer`:
 *
 *   { a { ...F @defer(label: "x") } b { ...F @defer(label: "y") } }
 *     -> { a { ... on T @defer(label: "d0") { … } } b { ... on T @defer(label: "d1") { … } } }
 */
export interface DeferredFragments {
  /** Of the one operation. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** By the name that is the label now; undefined when the client gave none. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

/** Undefined: nothing of the operation is deferred. */
export function nameDeferredFragments(
  document: DocumentNode,
  operationName: string | undefined,
): DeferredFragments | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation || !usesDefer(document)) return undefined;
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const labels = new Map<string, string | undefined>();

  const named = (directives: readonly DirectiveNode[] = []): readonly DirectiveNode[] =>
    directives.map((directive) => {
      if (directive.name.value !== 'defer') return directive;
      const name = `d${labels.size}`;
      labels.set(name, labelOf(directive));
      const others = (directive.arguments ?? []).filter((argument) => argument.name.value !== 'label');
      const label = {
        kind: Kind.ARGUMENT as const,
        name: { kind: Kind.NAME as const, value: 'label' },
        value: { kind: Kind.STRING as const, value: name },
      };
      return { ...directive, arguments: [...others, label] };
    });
  const inSet = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection): SelectionNode => {
      switch (selection.kind) {
        case Kind.FIELD:
          return selection.selectionSet
            ? { ...selection, selectionSet: inSet(selection.selectionSet) }
            : selection;
        case Kind.INLINE_FRAGMENT:
          return {
            ...selection,
            directives: named(selection.directives),
            selectionSet: inSet(selection.selectionSet),
          };
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          if (!fragment) throw new Error(`no fragment ${selection.name.value}`);
          const directives = [...(selection.directives ?? []), ...(fragment.directives ?? [])];
          return {
            kind: Kind.INLINE_FRAGMENT,
            typeCondition: fragment.typeCondition,
            directives: named(directives),
            selectionSet: inSet(fragment.selectionSet),
          };
        }
      }
    }),
  });
  const whole = { ...operation, selectionSet: inSet(operation.selectionSet) };
  if (labels.size === 0) return undefined;
  return { document: { ...document, definitions: [whole] }, operation: whole, labels };
}

const labelOf = (directive: DirectiveNode): string | undefined => {
  const value = directive.arguments?.find(({ name }) => name.value === 'label')?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
};

export const deferOf = ({ directives = [] }: InlineFragmentNode): DirectiveNode | undefined =>
  directives.find(({ name }) => name.value === 'defer');

/** The name that {@link nameDeferredFragments} gave it. */
export const deferName = (fragment: InlineFragmentNode): string => {
  const defer = deferOf(fragment);
  return (defer && labelOf(defer)) ?? '';
};

export function usesDefer(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ name }) {
      if (name.value === 'defer') found = true;
    },
  });
  return found;
}

/** For whoever wants it all at once. */
export const withoutDefer = (document: DocumentNode): DocumentNode =>
  usesDefer(document)
    ? visit(document, { Directive: ({ name }) => (name.value === 'defer' ? null : undefined) })
    : document;
