import type { ErrorCode } from '@kontor/protocol';
import { JOIN_IDENTITY } from '../link/identities.js';
import type { PositionedNode } from '../schema/node-position.js';
import type { Application, SchemaView } from '../schema/schema-view.js';

export type UnservedCode = Extract<ErrorCode, `UNSERVED_${string}`>;

/** One thing that composes and that the gateway would not enforce or serve. */
export interface UnservedRule {
  readonly code: UnservedCode;
  /** As messages name it. */
  readonly subject: string;
  /** Where a schema uses it. The same rule reads subgraphs, at a publish, and supergraphs, at a load. */
  find(schema: SchemaView): readonly PositionedNode[];
}

/** A directive by the feature that defines it, whatever name it was imported under. */
export interface FeatureElement {
  readonly identity: string;
  readonly element: string;
}

/**
 * Is this an application of that element? A supergraph gets all its directives through links, so that one without a link
 * and with the element's plain name was put there by hand, and counts; in a subgraph it is the author's own directive.
 */
export const isElement = (schema: SchemaView, application: Application, wanted: FeatureElement): boolean => {
  const { origin, node } = application;
  if (origin) return origin.feature.identity === wanted.identity && origin.element === wanted.element;
  return isSupergraph(schema) && `@${node.name.value}` === wanted.element;
};

const isSupergraph = ({ links }: SchemaView): boolean =>
  links.features.some(({ identity }) => identity === JOIN_IDENTITY);

/** Where any of these directives is applied. */
export const applicationsOf = (
  schema: SchemaView,
  elements: readonly FeatureElement[],
): readonly Application[] =>
  schema.applications.filter((application) =>
    elements.some((element) => isElement(schema, application, element)),
  );

export const nodesOf = (applications: readonly Application[]): readonly PositionedNode[] =>
  applications.map(({ node }) => node);

/** The links to a feature. */
export const linksTo = (schema: SchemaView, identity: string): readonly PositionedNode[] =>
  schema.links.features.filter((feature) => feature.identity === identity).map(({ node }) => node);
