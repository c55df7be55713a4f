import {
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
} from 'graphql';
import { CORE_IDENTITY, LINK_IDENTITY } from './identities.js';
import { parseFeatureUrl, type FeatureUrl } from './feature-url.js';

/** One `@link(url:, as:, import:, for:)`, or `@core(feature:, as:, for:)` of older supergraphs. */
export interface LinkedFeature extends FeatureUrl {
  /** What names of this feature begin with: its `as:`, else its name. */
  readonly prefix: string;
  /** `for:`, when given: SECURITY, EXECUTION. */
  readonly purpose: string | null;
  readonly node: ConstDirectiveNode;
}

/** Where a name comes from: `@auth` may be element `@authenticated` of `https://specs.apollo.dev/federation`. */
export interface Origin {
  readonly feature: LinkedFeature;
  /** The feature's own name for it, directives with their `@`. */
  readonly element: string;
}

export interface Links {
  readonly features: readonly LinkedFeature[];
  /** The feature that owns a type (`join__Graph`) or directive (`@auth`) name; undefined for the schema's own. */
  originOf(name: string): Origin | undefined;
}

/**
 * Reads the `@link`s of a schema. Follows renames: of elements (`import: [{ name:, as: }]`), of features (`as:`) and of `@link`
 * itself. Where the specification would call a schema invalid, every reading is taken: it is better to see too much.
 */
export function readLinks(document: DocumentNode): Links {
  const schemaDirectives = document.definitions.flatMap((definition) =>
    isSchemaNode(definition) ? (definition.directives ?? []) : [],
  );
  const linkNames = new Set(['link', 'core', ...schemaDirectives.filter(linksTheLinkSpec).map(nameOf)]);
  const links = schemaDirectives
    .filter((directive) => linkNames.has(nameOf(directive)))
    .map(readLink)
    .filter((link) => link !== undefined);

  const imports = new Map(
    links.flatMap(({ feature, imported }) => imported.map(([as, element]) => [as, { feature, element }])),
  );
  const byPrefix = new Map(links.map(({ feature }) => [feature.prefix, feature]));
  return {
    features: links.map(({ feature }) => feature),
    originOf: (name) => imports.get(name) ?? originByPrefix(name, byPrefix),
  };
}

function originByPrefix(name: string, byPrefix: ReadonlyMap<string, LinkedFeature>): Origin | undefined {
  const sigil = name.startsWith('@') ? '@' : '';
  const bare = name.slice(sigil.length);
  const cut = bare.indexOf('__');
  if (cut > 0) {
    const feature = byPrefix.get(bare.slice(0, cut));
    if (feature) return { feature, element: sigil + bare.slice(cut + 2) };
  }
  // A directive named as its feature: `@link`, `@tag`, `@inaccessible`, under whatever name `as:` gave.
  const feature = sigil ? byPrefix.get(bare) : undefined;
  return feature && { feature, element: sigil + feature.name };
}

interface Link {
  readonly feature: LinkedFeature;
  /** From the name in this schema to the feature's own. */
  readonly imported: readonly (readonly [as: string, element: string])[];
}

function readLink(node: ConstDirectiveNode): Link | undefined {
  const url = parseFeatureUrl(text(argument(node, 'url')) ?? text(argument(node, 'feature')) ?? '');
  if (!url) return undefined;
  const feature = {
    ...url,
    prefix: text(argument(node, 'as')) ?? url.name,
    purpose: text(argument(node, 'for')) ?? null,
    node,
  };
  return { feature, imported: readImports(argument(node, 'import')) };
}

function readImports(value: ConstValueNode | undefined): Link['imported'] {
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => {
    if (item.kind === Kind.STRING) return [[item.value, item.value]] as const;
    if (item.kind !== Kind.OBJECT) return [];
    const field = (name: string) =>
      text(item.fields.find((candidate) => candidate.name.value === name)?.value);
    const element = field('name');
    return element === undefined ? [] : ([[field('as') ?? element, element]] as const);
  });
}

const linksTheLinkSpec = (directive: ConstDirectiveNode): boolean => {
  const identity = readLink(directive)?.feature.identity;
  return identity === LINK_IDENTITY || identity === CORE_IDENTITY;
};

const isSchemaNode = (node: { kind: string }): node is SchemaDefinitionNode | SchemaExtensionNode =>
  node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION;

const nameOf = (directive: ConstDirectiveNode): string => directive.name.value;

export const argument = (directive: ConstDirectiveNode, name: string): ConstValueNode | undefined =>
  directive.arguments?.find((candidate) => candidate.name.value === name)?.value;

/** The text of a string or enum value. */
export const text = (value: ConstValueNode | undefined): string | undefined =>
  value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
