import type { Reason } from '../failure.js';
import type { SchemaSource } from '../schema/schema-source.js';

/**
 * What `kontor dev` knows of the places its schemas come from, as plain data: what decide.ts decides on.
 *
 *   own    a schema file (or text) of the developer: what it says is taken or refused, never replaced by something older
 *   peer   a service or a registry entry that is asked again and again, and may be sick
 *   graph  a deployed graph with all its subgraphs; may be out of reach
 */
export interface SourceFacts {
  /** A subgraph's name, or `graph@variant`. */
  readonly name: string;
  readonly kind: 'own' | 'peer' | 'graph';
  /** What came of asking it last. */
  readonly newest: Sighting;
  /** Of peers and graphs: what was last part of something that composed, in this run or an earlier one. */
  readonly good: GoodSchemas | undefined;
}

export type Sighting =
  | { readonly kind: 'seen'; readonly subgraphs: readonly OfferedSubgraph[] }
  | { readonly kind: 'absent'; readonly reason: Reason };

export interface GoodSchemas {
  readonly subgraphs: readonly OfferedSubgraph[];
  /** When the source last said so. */
  readonly at: Date;
}

export interface OfferedSubgraph {
  readonly name: string;
  readonly source: SchemaSource;
  /** Undefined: where the deployed graph routes it. */
  readonly routingUrl: string | undefined;
}

export function isSameOffer(a: readonly OfferedSubgraph[], b: readonly OfferedSubgraph[]): boolean {
  const keys = (offer: readonly OfferedSubgraph[]) =>
    offer.map(({ name, source, routingUrl }) => JSON.stringify([name, routingUrl, source.sdl])).toSorted();
  return a.length === b.length && keys(a).join() === keys(b).join();
}

export function isSameSighting(a: Sighting, b: Sighting): boolean {
  if (a.kind === 'absent') return b.kind === 'absent' && a.reason.code === b.reason.code;
  return b.kind === 'seen' && isSameOffer(a.subgraphs, b.subgraphs);
}
