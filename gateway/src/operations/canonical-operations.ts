import { createHash, randomBytes } from 'node:crypto';
import {
  CANONICAL_PREFIX,
  canonicalDocument,
  canonicalOperation,
  readDefinitions,
  type CanonicalDocument,
  type CanonicalOperation,
} from '@kontor/operation';
import { LRUCache } from 'lru-cache';
import type { LoadedSupergraph } from '../engine/engine.js';
import type { IdentifiedOperation, KnownOperation } from './known-operations.js';
import { identify } from './operation-identity.js';

/**
 * One plan for all documents that differ only in names, aliases and literals: what generates documents makes new ones
 * all the time, and planning one takes longer than a hundred answers.
 *
 *   a document of unknown text ─> canonical text ─> an operation that stands for it ─> its program ─> answer
 *                                                        literals become variables ┘      names put back ┘
 *
 * A document that comes again is left to the pipeline: then its own text becomes known, which is quicker still.
 */
export interface CanonicalOperations {
  find(supergraph: LoadedSupergraph, source: string, operationName: string | undefined): StandIn | undefined;
  /** Of a document that was parsed and validated. */
  learn(supergraph: LoadedSupergraph, valid: KnownOperation): void;
}

export interface StandIn {
  /** What is executed, told of as what the client sent. */
  readonly operation: IdentifiedOperation;
  /** Beside the client's own. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The answer as JSON, with the client's names. */
  restore(json: string): string;
}

export interface CanonicalOperationsLimits {
  /** Canonical texts kept per supergraph. */
  entriesMax: number;
  /** UTF-8 bytes of a document; names of any length may have been taken out of it. */
  documentBytesMax: number;
  /** Tokens of a document; it is looked at here before anybody has counted them. */
  documentTokensMax: number;
}

/** One canonical text, and the operations of its kept literals. */
interface Family {
  readonly kept: readonly number[];
  readonly operations: LRUCache<string, CanonicalOperation & KnownOperation>;
}

const OPERATIONS_PER_FAMILY_MAX = 64;
/** Texts answered by a stand-in, to know those that come again. */
const ANSWERED_ENTRIES_MAX = 4_096;
const ANSWERED_LENGTH_MAX = 8 * 1024 * 1024;

/** Nothing that a subgraph answers holds it by chance or on purpose. */
const ALIAS_PREFIX = `${CANONICAL_PREFIX}${randomBytes(8).toString('hex')}_`;
const ALIASES = new RegExp(`${ALIAS_PREFIX}(\\d+)`, 'g');

export function createCanonicalOperations({
  entriesMax,
  documentBytesMax,
  documentTokensMax,
}: CanonicalOperationsLimits): CanonicalOperations {
  const bySupergraph = new WeakMap<LoadedSupergraph, LRUCache<string, Family>>();
  const answered = new LRUCache<string, true>({
    max: ANSWERED_ENTRIES_MAX,
    maxSize: ANSWERED_LENGTH_MAX,
    sizeCalculation: (_, source) => source.length + 1,
  });

  return {
    find(supergraph, source, operationName) {
      const families = bySupergraph.get(supergraph);
      if (!families || answered.has(source) || Buffer.byteLength(source) > documentBytesMax) return undefined;
      const definitions = readDefinitions(source, documentTokensMax);
      const canonical = definitions && canonicalDocument(definitions);
      if (!canonical) return undefined;
      const family = families.get(canonical.text);
      const standIn = family?.operations.get(keptText(canonical, family.kept));
      if (!standIn) return undefined;
      const variables = standIn.variablesOf(canonical.literals);
      const identity = identify(definitions, operationName);
      if (!variables || !identity) return undefined;
      answered.set(source, true);
      const { aliases } = canonical;
      return {
        operation: { ...standIn, identity },
        variables,
        restore: (json) => json.replace(ALIASES, (_, index: string) => aliases[Number(index)] ?? ''),
      };
    },

    learn(supergraph, { source, document }) {
      const definitions = readDefinitions(source);
      const canonical = definitions && canonicalDocument(definitions);
      if (!canonical) return;
      let families = bySupergraph.get(supergraph);
      if (!families) bySupergraph.set(supergraph, (families = new LRUCache({ max: entriesMax })));
      const known = families.get(canonical.text);
      if (known?.operations.has(keptText(canonical, known.kept))) return;

      const operation = canonicalOperation(document, canonical, supergraph.apiSchema, ALIAS_PREFIX);
      if (!operation) return;
      const family = known ?? {
        kept: operation.kept,
        operations: new LRUCache({ max: OPERATIONS_PER_FAMILY_MAX }),
      };
      families.set(canonical.text, family);
      family.operations.set(keptText(canonical, family.kept), {
        ...operation,
        documentHash: createHash('sha256').update(operation.source).digest('hex'),
        operationName: undefined,
      });
    },
  };
}

/** The literals that no variable can stand for. */
const keptText = ({ literals }: CanonicalDocument, kept: readonly number[]): string =>
  JSON.stringify(kept.map((slot) => literals[slot]?.value));
