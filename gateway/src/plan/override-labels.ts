import { Kind, visit, type DocumentNode } from 'graphql';

/**
 * Fields that move from one subgraph to another by degrees: `@override(from: "a", label: "percent(10)")`. Whether a label
 * holds is decided per request; whoever plans is told.
 */
export interface OverrideLabels {
  /** Those that a plan of this document may depend on, in the order of the supergraph. */
  of(document: DocumentNode): readonly string[];
}

/** `fetchedNames`: fields that the planner fetches by itself, whatever is asked for. Undefined: there are no labels. */
export function readOverrideLabels(
  supergraph: DocumentNode,
  fetchedNames: ReadonlySet<string>,
): OverrideLabels | undefined {
  const byField = new Map<string, Set<string>>();
  visit(supergraph, {
    FieldDefinition({ name, directives = [] }) {
      for (const { name: directive, arguments: given = [] } of directives) {
        const label = given.find((argument) => argument.name.value === 'overrideLabel')?.value;
        if (directive.value === 'join__field' && label?.kind === Kind.STRING)
          byField.set(name.value, (byField.get(name.value) ?? new Set()).add(label.value));
      }
    },
  });
  if (byField.size === 0) return undefined;
  const known = new WeakMap<DocumentNode, readonly string[]>();
  return {
    of(document) {
      let labels = known.get(document);
      if (!labels) {
        const names = new Set(fetchedNames);
        visit(document, { Field: ({ name }) => void names.add(name.value) });
        const found = [...byField].filter(([field]) => names.has(field)).flatMap(([, some]) => [...some]);
        known.set(document, (labels = [...new Set(found)]));
      }
      return labels;
    },
  };
}

const PERCENT = /^percent\((\d{1,3}(?:\.\d{1,8})?)\)$/;

/** `draw` gives a number from 0 up to 1, once per label and request. Labels of one's own are asked for by name. */
export function activeLabels(
  labels: readonly string[],
  draw: () => number,
  isActive: (label: string) => boolean,
): readonly string[] {
  return labels.filter((label) => {
    const percent = PERCENT.exec(label)?.[1];
    return percent === undefined ? isActive(label) : draw() * 100 < Number(percent);
  });
}
