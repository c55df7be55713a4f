import { JOIN_IDENTITY } from '../link/identities.js';
import { argument, text } from '../link/links.js';
import type { PositionedNode } from '../schema/node-position.js';
import type { Application, SchemaView } from '../schema/schema-view.js';
import { isElement } from './unserved-rule.js';

/** Directives of subgraphs that a supergraph carries as `@join__directive(name: "connect", args: …)`. */
export const joinDirectivesNamed = (schema: SchemaView, names: readonly string[]): PositionedNode[] =>
  schema.applications
    .filter((application) => isElement(application, { identity: JOIN_IDENTITY, element: '@directive' }))
    .filter(({ node }) => names.includes(unprefixed(text(argument(node, 'name')) ?? '')))
    .map(({ node }) => node);

/** Where a `@join__field` has an argument that says more than who resolves the field. */
export const joinFieldsWith = (schema: SchemaView, argumentName: string): PositionedNode[] =>
  schema.applications
    .filter((application: Application) =>
      isElement(application, { identity: JOIN_IDENTITY, element: '@field' }),
    )
    .filter(({ node }) => isGiven(argument(node, argumentName)))
    .map(({ node }) => node);

export const isGiven = (value: { kind: string } | undefined): boolean =>
  value !== undefined && value.kind !== 'NullValue';

/** `federation__cacheTag` names `cacheTag`. */
const unprefixed = (name: string): string => name.slice(name.lastIndexOf('__') + 1).replace(/^_/, '');
