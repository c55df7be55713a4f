import {
  executeSync,
  Kind,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, type Selected } from './collect-fields.js';

/** `__schema` and `__type` of an operation alone; undefined when it asks for neither. */
export function introspectionOf(
  selected: Selected,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  root: GraphQLObjectType,
): DocumentNode | undefined {
  const selections = [...collectFields(selected, root, [operation.selectionSet]).values()]
    .flat()
    .filter(({ name }) => name.value === '__schema' || name.value === '__type');
  if (selections.length === 0) return undefined;
  const only: OperationDefinitionNode = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return { ...document, definitions: [only, ...fragments] };
}

/** The gateway answers these itself, from the schema that clients see; the answer goes into the tree in final shape. */
export function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  tree: Record<string, unknown>,
): void {
  const { data } = executeSync({ schema, document, variableValues: variables });
  for (const [name, value] of Object.entries(data ?? {}))
    Object.defineProperty(tree, name, { value, enumerable: true, configurable: true, writable: true });
}
