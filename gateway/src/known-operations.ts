import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { LoadedSupergraph, ParsedOperation } from './engine/engine.js';
import { operationSignature } from './telemetry/operation-signature.js';

/** An operation that was parsed, validated and let pass on one supergraph: its text need not be looked at again. */
export interface KnownOperation extends ParsedOperation {
  readonly source: string;
  readonly definition: OperationDefinitionNode;
  readonly name: string | null;
  readonly signature: string;
}

export interface KnownOperations {
  /** `operationName` as the request gives it. */
  find(
    supergraph: LoadedSupergraph,
    source: string,
    operationName: string | undefined,
  ): KnownOperation | undefined;
  learn(supergraph: LoadedSupergraph, seen: SeenOperation): KnownOperation;
}

export interface SeenOperation {
  readonly source: string;
  readonly documentHash: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly operationName: string | undefined;
}

export interface KnownOperationsLimits {
  /** Operations per supergraph. */
  entriesMax: number;
  /** Length of all their texts together, per supergraph, in UTF-16 units. */
  textLengthMax: number;
}

/** Bounded, least recently used first to go; forgotten with the supergraph. */
export function createKnownOperations({ entriesMax, textLengthMax }: KnownOperationsLimits): KnownOperations {
  const bySupergraph = new WeakMap<LoadedSupergraph, LRUCache<string, KnownOperation>>();

  function operationsOf(supergraph: LoadedSupergraph): LRUCache<string, KnownOperation> {
    let operations = bySupergraph.get(supergraph);
    if (!operations) {
      operations = new LRUCache<string, KnownOperation>({
        max: entriesMax,
        maxSize: textLengthMax,
        sizeCalculation: ({ source }) => source.length + 1,
      });
      bySupergraph.set(supergraph, operations);
    }
    return operations;
  }

  return {
    find: (supergraph, source, operationName) =>
      bySupergraph.get(supergraph)?.get(keyOf(source, operationName)),
    learn(supergraph, { source, documentHash, document, definition, operationName }) {
      const operations = operationsOf(supergraph);
      const key = keyOf(source, operationName);
      let known = operations.get(key);
      if (!known) {
        const signature = operationSignature(document, definition);
        const name = definition.name?.value ?? null;
        known = { source, documentHash, document, definition, operationName, name, signature };
        operations.set(key, known);
      }
      return known;
    },
  };
}

/** A name holds no line break: no text and name are taken for another text. */
const keyOf = (source: string, operationName: string | undefined): string =>
  operationName === undefined ? source : `${operationName}\n${source}`;
