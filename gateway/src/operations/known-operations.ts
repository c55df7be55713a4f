import { readDefinitions } from '@kontor/operation';
import type { OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { LoadedSupergraph, ParsedOperation } from '../engine/engine.js';
import { identify, type OperationIdentity } from './operation-identity.js';

/** An operation that was parsed, validated and let pass on one supergraph: its text need not be looked at again. */
export interface KnownOperation extends ParsedOperation {
  readonly source: string;
  readonly definition: OperationDefinitionNode;
}

/** One of a client's own words, with what is told of it. */
export interface IdentifiedOperation extends KnownOperation {
  readonly identity: OperationIdentity;
}

export interface KnownOperations {
  /** `operationName` as the request gives it. */
  find(
    supergraph: LoadedSupergraph,
    source: string,
    operationName: string | undefined,
  ): IdentifiedOperation | undefined;
  learn(supergraph: LoadedSupergraph, seen: KnownOperation): IdentifiedOperation;
}

export interface KnownOperationsLimits {
  /** Operations per supergraph. */
  entriesMax: number;
  /** Length of all their texts together, per supergraph, in UTF-16 units. */
  textLengthMax: number;
}

/** Bounded, least recently used first to go; forgotten with the supergraph. `onNew` hears of each that was not known. */
export function createKnownOperations(
  { entriesMax, textLengthMax }: KnownOperationsLimits,
  onNew: (supergraph: LoadedSupergraph, operation: KnownOperation) => void,
): KnownOperations {
  const bySupergraph = new WeakMap<LoadedSupergraph, LRUCache<string, IdentifiedOperation>>();

  function operationsOf(supergraph: LoadedSupergraph): LRUCache<string, IdentifiedOperation> {
    let operations = bySupergraph.get(supergraph);
    if (!operations) {
      operations = new LRUCache<string, IdentifiedOperation>({
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
    learn(supergraph, seen) {
      const operations = operationsOf(supergraph);
      const key = keyOf(seen.source, seen.operationName);
      let known = operations.get(key);
      if (!known) {
        known = identifyOperation(seen);
        operations.set(key, known);
        onNew(supergraph, seen);
      }
      return known;
    },
  };
}

export function identifyOperation(seen: KnownOperation): IdentifiedOperation {
  const identity = identify(readDefinitions(seen.source) ?? [], seen.operationName);
  if (!identity) throw new Error('a document that the parser reads, and the lexer does not');
  return { ...seen, identity };
}

/** A name holds no line break: no text and name are taken for another text. */
const keyOf = (source: string, operationName: string | undefined): string =>
  operationName === undefined ? source : `${operationName}\n${source}`;
