import {
  Kind,
  buildASTSchema,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { INACCESSIBLE_IDENTITY } from '../link/identities.js';
import { readLinks, type Links } from '../link/links.js';

/**
 * The schema that clients see: the supergraph without what its linked features define (`join__…`, `@tag`, …) and
 * without what is `@inaccessible`. Does not validate what is left; throws an Error when it refers to something hidden.
 */
export function apiSchemaOf(supergraph: DocumentNode): GraphQLSchema {
  const links = readLinks(supergraph);
  const hiddenTypes = hiddenTypeNames(supergraph, links);
  return buildASTSchema(withoutHidden(supergraph, links, hiddenTypes), { assumeValidSDL: true });
}

function hiddenTypeNames(document: DocumentNode, links: Links): ReadonlySet<string> {
  return new Set(
    document.definitions
      .filter((definition) => isTypeDefinitionNode(definition) || isTypeExtensionNode(definition))
      .filter(({ name, directives }) => links.originOf(name.value) || isInaccessible(directives, links))
      .map(({ name }) => name.value),
  );
}

function withoutHidden(document: DocumentNode, links: Links, hidden: ReadonlySet<string>): DocumentNode {
  const isHidden = (definition: DefinitionNode): boolean =>
    definition.kind === Kind.DIRECTIVE_DEFINITION
      ? links.originOf(`@${definition.name.value}`) !== undefined
      : 'name' in definition && definition.name !== undefined && hidden.has(definition.name.value);
  const dropIfInaccessible = (node: { directives?: readonly ConstDirectiveNode[] | undefined }) =>
    isInaccessible(node.directives, links) ? null : undefined;
  const visible = {
    ...document,
    definitions: document.definitions.filter((definition) => !isHidden(definition)),
  };
  return visit(visible, {
    FieldDefinition: dropIfInaccessible,
    InputValueDefinition: dropIfInaccessible,
    EnumValueDefinition: dropIfInaccessible,
    OperationTypeDefinition: ({ type }) => (hidden.has(type.name.value) ? null : undefined),
    // Interfaces and union members are lists of names. A field or argument of a hidden type is hidden itself, if the
    // supergraph is a composer's work; if not, building the schema fails on it.
    NamedType: ({ name }, key) => (typeof key === 'number' && hidden.has(name.value) ? null : undefined),
  });
}

const isInaccessible = (directives: readonly ConstDirectiveNode[] = [], links: Links): boolean =>
  directives.some(({ name }) => links.originOf(`@${name.value}`)?.feature.identity === INACCESSIBLE_IDENTITY);
