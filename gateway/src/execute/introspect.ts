import {
  executeSync,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isRecord } from '../is-record.js';
import { collectFields, type Selected } from './collect-fields.js';

/**
 * `__schema` and `__type` of an operation, which the gateway answers itself, from the schema that clients see. They stand
 * at the root of a query, and wherever a field leads back to the query type.
 */
export interface Introspection {
  readonly selected: Selected;
  /** Selection sets with one of the two in them, at whatever depth. */
  readonly leading: ReadonlySet<SelectionSetNode>;
  /** A query of these selections alone. */
  queryOf(selections: readonly FieldNode[]): DocumentNode;
}

/** Undefined: the operation asks for neither. */
export function introspectionOf(
  selected: Selected,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Introspection | undefined {
  const leading = leadingSets(document, selected);
  if (!leading.has(operation.selectionSet)) return undefined;
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  return {
    selected,
    leading,
    queryOf(selections) {
      const only: OperationDefinitionNode = {
        ...operation,
        operation: OperationTypeNode.QUERY,
        selectionSet: { kind: Kind.SELECTION_SET, selections },
      };
      return { ...document, definitions: [only, ...fragments] };
    },
  };
}

/** Puts the answers into the tree, in final shape; `tree` is an object of this type, with these selections. */
export function introspect(
  { selected, leading, queryOf }: Introspection,
  root: GraphQLObjectType,
  set: SelectionSetNode,
  variables: Readonly<Record<string, unknown>>,
  tree: Record<string, unknown>,
): void {
  const { schema, names } = selected;
  const answers = createAnswers(schema, variables, queryOf);

  const fill = (type: GraphQLCompositeType, sets: readonly SelectionSetNode[], value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) fill(type, sets, one);
    if (!isRecord(value)) return;
    const concrete = isObjectType(type) ? type : schema.getType(String(value['__typename']));
    if (!isObjectType(concrete)) return;
    for (const [response, nodes] of collectFields(selected, concrete, sets)) {
      const [node] = nodes;
      if (!node) continue;
      const name = names.nameOf(node);
      if (isIntrospection(node)) {
        const answer = answers.of(nodes)[response];
        Object.defineProperty(value, name, {
          value: answer,
          enumerable: true,
          configurable: true,
          writable: true,
        });
        continue;
      }
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []).filter((one) => leading.has(one));
      const definition = concrete.getFields()[node.name.value];
      const named = definition && getNamedType(definition.type);
      if (inner.length > 0 && isCompositeType(named) && Object.hasOwn(value, name))
        fill(named, inner, value[name]);
    }
  };
  fill(root, [set], tree);
}

/** Each of them is made once, however many objects ask for it. */
function createAnswers(
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
  queryOf: Introspection['queryOf'],
) {
  const ids = new Map<FieldNode, number>();
  const idOf = (node: FieldNode): number => {
    const known = ids.get(node) ?? ids.size;
    ids.set(node, known);
    return known;
  };
  const known = new Map<string, Readonly<Record<string, unknown>>>();
  return {
    of(nodes: readonly FieldNode[]): Readonly<Record<string, unknown>> {
      const key = nodes.map(idOf).join();
      let answer = known.get(key);
      if (!answer) {
        const { data } = executeSync({ schema, document: queryOf(nodes), variableValues: variables });
        known.set(key, (answer = data ?? {}));
      }
      return answer;
    },
  };
}

const isIntrospection = ({ name }: FieldNode): boolean =>
  name.value === '__schema' || name.value === '__type';

function leadingSets(document: DocumentNode, { fragments }: Selected): ReadonlySet<SelectionSetNode> {
  const leading = new Set<SelectionSetNode>();
  if (!mentionsIntrospection(document)) return leading;
  const known = new Map<SelectionSetNode, boolean>();
  const leads = (set: SelectionSetNode): boolean => {
    let answer = known.get(set);
    if (answer === undefined) {
      // Not only until the first that leads: each set is asked about once.
      answer = set.selections.filter(leadsFrom).length > 0;
      known.set(set, answer);
      if (answer) leading.add(set);
    }
    return answer;
  };
  const leadsFrom = (selection: SelectionNode): boolean => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      return fragment !== undefined && leads(fragment.selectionSet);
    }
    if (selection.kind === Kind.FIELD && isIntrospection(selection)) return true;
    return selection.selectionSet !== undefined && leads(selection.selectionSet);
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) leads(definition.selectionSet);
  return leading;
}

function mentionsIntrospection(document: DocumentNode): boolean {
  let mentions = false;
  visit(document, { Field: (node) => void (mentions ||= isIntrospection(node)) });
  return mentions;
}
