import { Kind, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/** What every fetch of entities calls its list, in the planner's words. */
const ENTITY_VARIABLE = 'representations';

/**
 * A client's variable of that name would be one with the planner's: it gets another name before anything is planned.
 * Undefined: no variable is called so.
 */
export interface RenamedVariable {
  readonly from: string;
  readonly to: string;
}

export function entityVariableClash({
  variableDefinitions = [],
}: OperationDefinitionNode): RenamedVariable | undefined {
  const names = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
  if (!names.has(ENTITY_VARIABLE)) return undefined;
  let to = `${ENTITY_VARIABLE}_`;
  while (names.has(to)) to += '_';
  return { from: ENTITY_VARIABLE, to };
}

/** In every operation and fragment of the document. */
export const renameVariable = (document: DocumentNode, { from, to }: RenamedVariable): DocumentNode =>
  visit(document, {
    Variable: (node) =>
      node.name.value === from ? { ...node, name: { kind: Kind.NAME, value: to } } : undefined,
  });

/** The values, with the renamed variable's under its new name. */
export function renameValue(
  values: Readonly<Record<string, unknown>>,
  { from, to }: RenamedVariable,
): Readonly<Record<string, unknown>> {
  if (!Object.hasOwn(values, from)) return values;
  const { [from]: value, ...others } = values;
  return { ...others, [to]: value };
}
