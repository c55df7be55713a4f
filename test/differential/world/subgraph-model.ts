import {
  buildASTSchema,
  Kind,
  parse,
  visit,
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
  type TypeDefinitionNode,
} from 'graphql';
import { readLinks } from '../../../packages/federation/src/link/links.js';
import { mergeExtensions } from './merge-extensions.js';

/** What a subgraph says of itself, read from its SDL by the letter of the federation specification. */
export interface SubgraphModel {
  readonly name: string;
  /** With `_entities` and `_service`. */
  readonly schema: GraphQLSchema;
  /** By type. */
  readonly keys: ReadonlyMap<string, readonly Key[]>;
  /** By `Type.field`. */
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** Objects here, interfaces elsewhere. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** Which types set a context. */
  readonly contexts: ReadonlyMap<string, readonly string[]>;
}

export interface Key {
  readonly fields: SelectionSetNode;
  readonly resolvable: boolean;
}

export interface FieldFacts {
  readonly external: boolean;
  readonly requires: SelectionSetNode | undefined;
  readonly provides: SelectionSetNode | undefined;
  /** The subgraph whose field this one takes the place of. */
  readonly override: { readonly from: string; readonly label: string | undefined } | undefined;
  readonly fromContext: readonly FromContext[];
}

/** An argument whose value is above the field. */
export interface FromContext {
  readonly argument: string;
  readonly context: string;
  readonly fields: SelectionSetNode;
}

export function readSubgraph(name: string, sdl: string): SubgraphModel {
  const document = withStandardRoots(parse(sdl, { noLocation: true }));
  const element = directiveNames(document);
  const types = mergeExtensions(document);
  const keys = new Map<string, Key[]>();
  const facts = new Map<string, FieldFacts>();
  const interfaceObjects = new Set<string>();
  const contexts = new Map<string, string[]>();
  for (const type of types) {
    const typeName = type.name.value;
    const onType = federationDirectives(type.directives, element);
    const typeKeys = onType.filter(({ is }) => is === 'key').map(({ node }) => readKey(node));
    if (typeKeys.length > 0) keys.set(typeName, typeKeys);
    if (onType.some(({ is }) => is === 'interfaceObject')) interfaceObjects.add(typeName);
    for (const { is, node } of onType)
      if (is === 'context') addTo(contexts, textOf(node, 'name') ?? '', typeName);
    const allExternal = onType.some(({ is }) => is === 'external');
    for (const field of fieldsOf(type))
      facts.set(`${typeName}.${field.name.value}`, readFacts(field, element, allExternal));
  }
  const schema = executableSchema(types, [...keys.keys()]);
  return { name, schema, keys, facts, interfaceObjects, contexts };
}

/** A supergraph calls root types Query and Mutation, whatever a subgraph calls them. */
function withStandardRoots(document: DocumentNode): DocumentNode {
  const names = new Map<string, string>();
  for (const node of document.definitions)
    if (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION)
      for (const { operation, type } of node.operationTypes ?? [])
        names.set(type.name.value, operation === 'query' ? 'Query' : 'Mutation');
  return visit(document, {
    Name(node, key, parent) {
      const { kind } = parent as ASTNode;
      const name =
        kind === Kind.NAMED_TYPE ||
        kind === Kind.OBJECT_TYPE_DEFINITION ||
        kind === Kind.OBJECT_TYPE_EXTENSION
          ? names.get(node.value)
          : undefined;
      return name === undefined || key !== 'name' ? undefined : { ...node, value: name };
    },
  });
}

type ElementOf = (directive: string) => string | undefined;

/** Names in the federation specification, whatever a `@link` renamed them to. Federation 1 has no link and no renames. */
function directiveNames(document: DocumentNode): ElementOf {
  const links = readLinks(document);
  const isFederation2 = links.features.some(({ identity }) => identity.endsWith('/federation'));
  if (!isFederation2) return (directive) => directive;
  return (directive) => links.originOf(`@${directive}`)?.element.slice(1);
}

function federationDirectives(
  directives: readonly ConstDirectiveNode[] | undefined,
  element: ElementOf,
): { is: string; node: ConstDirectiveNode }[] {
  return (directives ?? []).flatMap((node) => {
    const is = element(node.name.value);
    return is === undefined ? [] : [{ is, node }];
  });
}

const fieldsOf = (type: TypeDefinitionNode): readonly FieldDefinitionNode[] =>
  type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION
    ? (type.fields ?? [])
    : [];

function readKey(node: ConstDirectiveNode): Key {
  const resolvable = node.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
  return {
    fields: fieldSet(textOf(node, 'fields') ?? ''),
    resolvable: !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value),
  };
}

function readFacts(field: FieldDefinitionNode, element: ElementOf, allExternal: boolean): FieldFacts {
  const directives = federationDirectives(field.directives, element);
  const set = (name: string): SelectionSetNode | undefined => {
    const found = directives.find(({ is }) => is === name);
    return found && fieldSet(textOf(found.node, 'fields') ?? '');
  };
  const override = directives.find(({ is }) => is === 'override')?.node;
  return {
    external: allExternal || directives.some(({ is }) => is === 'external'),
    requires: set('requires'),
    provides: set('provides'),
    override: override && { from: textOf(override, 'from') ?? '', label: textOf(override, 'label') },
    fromContext: (field.arguments ?? []).flatMap((argument) =>
      federationDirectives(argument.directives, element)
        .filter(({ is }) => is === 'fromContext')
        .map(({ node }) => readFromContext(argument.name.value, textOf(node, 'field') ?? '')),
    ),
  };
}

/** `$place { currency }`, or `$place { ... on Shop { currency } }` */
function readFromContext(argument: string, field: string): FromContext {
  const [, context = '', fields = ''] = /^\s*\$(\w+)\s*([^]*)$/.exec(field) ?? [];
  const braced = fields.startsWith('{') ? fields.slice(1, fields.lastIndexOf('}')) : fields;
  return { argument, context, fields: fieldSet(braced) };
}

function addTo(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

function textOf(node: ConstDirectiveNode, argument: string): string | undefined {
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

export function fieldSet(text: string): SelectionSetNode {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${text}`);
  return operation.selectionSet;
}

function executableSchema(types: readonly TypeDefinitionNode[], entities: readonly string[]): GraphQLSchema {
  const objects = entities.filter((name) =>
    types.some((type) => type.kind === Kind.OBJECT_TYPE_DEFINITION && type.name.value === name),
  );
  const machinery = parse(
    `scalar _Any
     type _Service { sdl: String }
     ${objects.length > 0 ? `union _Entity = ${objects.join(' | ')}` : ''}
     type Query { _service: _Service! ${objects.length > 0 ? '_entities(representations: [_Any!]!): [_Entity]!' : ''} }`,
    { noLocation: true },
  );
  const merged = mergeExtensions({
    kind: Kind.DOCUMENT,
    definitions: [...types, ...machinery.definitions],
  });
  return buildASTSchema(
    { kind: Kind.DOCUMENT, definitions: merged },
    { assumeValid: true, assumeValidSDL: true },
  );
}
