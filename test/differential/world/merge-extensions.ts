import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type DocumentNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';

/** Each type once, with everything that its definitions and extensions say: subgraphs extend what others define. */
export function mergeExtensions(document: DocumentNode): readonly TypeDefinitionNode[] {
  const byName = new Map<string, TypeDefinitionNode>();
  for (const node of document.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
    const definition = asDefinition(node);
    const known = byName.get(definition.name.value);
    byName.set(definition.name.value, known ? merged(known, definition) : definition);
  }
  return [...byName.values()];
}

const DEFINITION_KINDS = {
  [Kind.SCALAR_TYPE_EXTENSION]: Kind.SCALAR_TYPE_DEFINITION,
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION,
} as const;

const asDefinition = (node: TypeDefinitionNode | TypeExtensionNode): TypeDefinitionNode =>
  isTypeExtensionNode(node) ? ({ ...node, kind: DEFINITION_KINDS[node.kind] } as TypeDefinitionNode) : node;

type Lists = Readonly<Record<string, readonly { readonly name: { readonly value: string } }[] | undefined>>;

function merged(one: TypeDefinitionNode, other: TypeDefinitionNode): TypeDefinitionNode {
  const [a, b] = [one as unknown as Lists, other as unknown as Lists];
  const lists = ['directives', 'interfaces', 'types', 'values', 'fields'].flatMap((name) => {
    const both = [...(a[name] ?? []), ...(b[name] ?? [])];
    // Directives may be repeated; whatever else has the same name is the same.
    const distinct =
      name === 'directives' ? both : [...new Map(both.map((node) => [node.name.value, node])).values()];
    return both.length > 0 ? [[name, distinct] as const] : [];
  });
  return { ...one, ...Object.fromEntries(lists) } as TypeDefinitionNode;
}
