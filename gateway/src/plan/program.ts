import type { Place } from './brought.js';
import type { ContextRead, FetchCondition } from './fetch-graph.js';
import type { Lack } from './find-lack.js';
import type { Latin1Writer } from './latin1-writer.js';
import type { Rewrite } from './query-plan.js';

/**
 * A query plan, compiled: what is the same for every request of an operation is worked out once. Private to the gateway.
 *
 *   plan ──compile──> Program ──run(variables, fetch)──> tree of what subgraphs answered ──shape──> the answer
 */
export interface Program {
  /** Each after those that it waits for. */
  readonly fetches: readonly FetchStep[];
  /** Labels of the deferred fragments that have fetches of their own. */
  readonly blocks: readonly string[];
  /** What some fetch needs of entities, whether the client asked for it or not. */
  readonly required: ReadonlySet<Place>;
}

export interface FetchStep {
  readonly request: RequestTemplate;
  /** All must hold; a fetch that is left out counts as done. */
  readonly conditions: readonly FetchCondition[];
  /** How many others must be done before. */
  readonly waitsFor: number;
  /** Which ones wait for this one, as indices of the program's. */
  readonly awaitedBy: readonly number[];
  /** 0: what is answered at once. Others: one more than the index in the program's blocks. */
  readonly block: number;
  /** What its variables take from above each entity. */
  readonly context: readonly ContextRead[];
  readonly content: RootStep | EntityStep;
}

export interface RequestTemplate {
  readonly subgraph: string;
  readonly url: string;
  readonly operationKind: 'query' | 'mutation';
  readonly query: string;
  readonly operationName: string | undefined;
  /** Of the client's variables, with the start of their place in the body: `"first":`. */
  readonly variables: readonly { readonly name: string; readonly start: string }[];
  /** The request body up to the first variable. */
  readonly bodyStart: string;
}

export interface RootStep {
  readonly kind: 'root';
  /** Must each target have objects of its own? */
  readonly isOwn: boolean;
  readonly places: Places;
  readonly merge: Merge;
  readonly claim: Claim;
  readonly outputRewrites: readonly Rewrite[];
}

export interface EntityStep {
  readonly kind: 'entities';
  readonly parts: readonly EntityStepPart[];
  /** The same with fused parts taken apart; undefined when none is fused. */
  readonly apart:
    { readonly request: RequestTemplate; readonly parts: readonly EntityStepPart[] } | undefined;
}

export interface EntityStepPart {
  /** `_entities` or its alias. */
  readonly responseName: string;
  /** Of its representations, as the body has it: `"representations":`. */
  readonly variableStart: string;
  readonly places: Places;
  readonly represent: RepresentType;
  /** Of what it was fused of: can an entity be asked for at least one of them? */
  readonly representSome: readonly RepresentType[];
  /** Must each entity have objects of its own, even where representations are equal? */
  readonly isOwn: boolean;
  readonly merge: Merge;
  readonly claim: Claim;
  readonly outputRewrites: readonly Rewrite[];
}

/** Where an answer belongs: objects of the tree. */
export interface Places {
  /** '@' is each element of a list. One empty path: the root. */
  readonly paths: readonly (readonly string[])[];
  /** Response names that the answer brings to each. */
  readonly names: readonly string[];
  readonly collect: CollectTargets;
}

/** An object of the tree that more is fetched for. */
export type Target = Record<string, unknown>;

/** Adds the objects at the paths, in order. */
export type CollectTargets = (tree: Target, into: Target[]) => void;

export type Entity = Readonly<Record<string, unknown>>;

/** By the name of an entity's type; undefined when nothing can be asked about it. `example`: one of its entities. */
export type RepresentType = (typename: unknown, example: Entity) => Represent | undefined;

/** What is sent of an entity of one type. */
export interface Represent {
  /** As JSON text; undefined when it has not all that is required. */
  write(entity: Entity): string | undefined;
  /** Why an entity could not be written. */
  lackOf(entity: Entity): Lack | undefined;
  /** The same into a writer; undefined where strings are needed on the way. */
  readonly put: PutRepresentation | undefined;
  /** Tells many equal entities without writing them; undefined when only the text tells. */
  readonly keys: RepresentKeys | undefined;
}

/** `lacking`: not all that is required is there. `unfit`: it does not fit into Latin-1; some of it may have been written. */
export type PutRepresentation = (entity: Entity, into: Latin1Writer) => 'put' | 'lacking' | 'unfit';

export interface RepresentKeys {
  /** Entities that differ in this differ, unless it is an object. */
  of(entity: Entity): unknown;
  /** Of two that do not: are they sure to be equal? */
  isSame(one: Entity, other: Entity): boolean;
}

/**
 * Puts an answer to where it belongs: what is new is taken as it is, what is there already is completed. False: something
 * did not fit, a list for an object or the like, and was left out.
 */
export type Merge = (target: Target, source: Readonly<Record<string, unknown>>) => boolean;

/** Makes an answer that others hold, too, safe to be written into. */
export type Claim = (answer: Entity) => Entity;
