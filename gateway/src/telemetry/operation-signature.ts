import { createHash } from 'node:crypto';
import {
  Kind,
  print,
  separateOperations,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';

/**
 * What stays the same when only values differ: the operation and the fragments it uses, literals replaced by empty
 * ones, as a hash. Documents are cached by the server, so each is printed once.
 */
export function operationSignature(document: DocumentNode, operation: OperationDefinitionNode): string {
  let known = signatures.get(operation);
  if (known === undefined) {
    known = `sha256-${createHash('sha256').update(normalise(document, operation)).digest('hex')}`;
    signatures.set(operation, known);
  }
  return known;
}

const signatures = new WeakMap<OperationDefinitionNode, string>();

function normalise(document: DocumentNode, operation: OperationDefinitionNode): string {
  const used = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  const fragments = used.definitions
    .filter(
      (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
    )
    .toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1));
  const bare = visit({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] } as DocumentNode, {
    IntValue: hide,
    FloatValue: hide,
    StringValue: hide,
    ListValue: hide,
    ObjectValue: hide,
  });
  return stripIgnoredCharacters(print(bare));
}

function hide(value: ValueNode): ValueNode | undefined {
  switch (value.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return { kind: Kind.INT, value: '0' };
    case Kind.STRING:
      return { kind: Kind.STRING, value: '' };
    case Kind.LIST:
      return { kind: Kind.LIST, values: [] };
    case Kind.OBJECT:
      return { kind: Kind.OBJECT, fields: [] };
    default:
      return undefined;
  }
}
