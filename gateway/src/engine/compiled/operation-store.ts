import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ParsedOperation } from '../engine.js';

/** What asking for an operation led to. `bytes` is what keeping it costs, estimated. */
export type Verdict<Compiled> =
  | { readonly kind: 'compiled'; readonly compiled: Compiled; readonly bytes: number }
  | { readonly kind: 'refused'; readonly error: GraphQLError; readonly remember: Remember };

/** A refusal that follows from operation and supergraph holds for good; one for time or memory may be the machine's doing. */
export type Remember = 'for-good' | 'for-a-while' | 'not-at-all';

export interface OperationStoreLimits {
  bytesMax: number;
  /** How long `for-a-while` is. */
  refusalMs: number;
}

/**
 * The operations of one supergraph that were planned, or refused: least recently used first to go. Whoever asks for one
 * that is being planned waits for that plan.
 */
export interface OperationStore<Compiled> {
  find(key: string): Compiled | GraphQLError | undefined;
  /** `make` is called once for all who ask meanwhile. What it throws, all are told, and nothing is kept. */
  findOrMake(key: string, make: () => Promise<Verdict<Compiled>>): Promise<Compiled | GraphQLError>;
  clear(): void;
}

const REFUSALS_MAX = 1_000;

export function createOperationStore<Compiled extends object>({
  bytesMax,
  refusalMs,
}: OperationStoreLimits): OperationStore<Compiled> {
  const compiled = new LRUCache<string, Compiled>({ maxSize: bytesMax });
  const refusals = new LRUCache<string, GraphQLError>({ max: REFUSALS_MAX });
  const making = new Map<string, Promise<Compiled | GraphQLError>>();

  const find = (key: string): Compiled | GraphQLError | undefined => compiled.get(key) ?? refusals.get(key);

  async function makeOne(
    key: string,
    make: () => Promise<Verdict<Compiled>>,
  ): Promise<Compiled | GraphQLError> {
    try {
      const verdict = await make();
      if (verdict.kind === 'compiled') {
        // One that is larger than all of the store is still worth more than planning it each time.
        compiled.set(key, verdict.compiled, { size: Math.min(Math.ceil(verdict.bytes), bytesMax) });
        return verdict.compiled;
      }
      if (verdict.remember === 'for-good') refusals.set(key, verdict.error);
      if (verdict.remember === 'for-a-while') refusals.set(key, verdict.error, { ttl: refusalMs });
      return verdict.error;
    } finally {
      making.delete(key);
    }
  }

  return {
    find,
    async findOrMake(key, make) {
      const known = find(key) ?? making.get(key);
      if (known) return known;
      const made = makeOne(key, make);
      making.set(key, made);
      return made;
    },
    clear() {
      compiled.clear();
      refusals.clear();
    },
  };
}

/** What operations are told apart by. */
export const operationKey = ({ documentHash, operationName = '' }: ParsedOperation): string =>
  `${documentHash}:${operationName}`;
