import type { ErrorCode } from '@kontor/protocol';
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

export const isElement = ({ origin }: Application, { identity, element }: FeatureElement): boolean =>
  origin?.feature.identity === identity && origin.element === element;

/** Where any of these directives is applied. */
export const applicationsOf = (schema: SchemaView, elements: readonly FeatureElement[]): PositionedNode[] =>
  schema.applications
    .filter((application) => elements.some((element) => isElement(application, element)))
    .map(({ node }) => node);

/** The links to a feature. */
export const linksTo = (schema: SchemaView, identity: string): PositionedNode[] =>
  schema.links.features.filter((feature) => feature.identity === identity).map(({ node }) => node);
