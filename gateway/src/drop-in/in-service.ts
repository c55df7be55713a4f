import type { GraphQLSchema } from 'graphql';

/**
 * Which supergraph serves whom, where requests tell only by their schema which one they began on. One that was taken over
 * is disposed of when the last operation on it has ended, and not before `graceMs`: between a request's first step and its
 * execution, nobody here knows of it.
 */
export interface InService<T extends Served> {
  current(): T | undefined;
  /** The one with this schema; `release` it after the last step. Undefined: it is gone. */
  take(schema: GraphQLSchema): Held<T> | undefined;
  swapIn(next: T): void;
  /** Resolves when no operation is under way and everything is disposed of. */
  close(): Promise<void>;
}

export interface Served {
  readonly schema: GraphQLSchema;
}

export interface Held<T> {
  readonly served: T;
  /** To be called once. */
  release(): void;
}

interface Entry<T> {
  readonly served: T;
  operations: number;
  grace: NodeJS.Timeout | 'over' | undefined;
}

export interface InServiceOptions<T> {
  readonly graceMs: number;
  /** `left`: what is still there. Must not reject. */
  dispose(served: T, left: readonly T[]): Promise<void>;
}

export function createInService<T extends Served>({ graceMs, dispose }: InServiceOptions<T>): InService<T> {
  const entries: Entry<T>[] = [];
  let closing: PromiseWithResolvers<void> | undefined;
  const disposals = new Set<Promise<void>>();

  function settle(): void {
    const last = entries.at(-1);
    for (const entry of entries.slice()) {
      const isRetired = closing !== undefined || (entry !== last && entry.grace === 'over');
      if (!isRetired || entry.operations > 0) continue;
      entries.splice(entries.indexOf(entry), 1);
      const disposal = dispose(
        entry.served,
        entries.map(({ served }) => served),
      );
      disposals.add(disposal);
      void disposal.finally(() => disposals.delete(disposal));
    }
    if (closing && entries.length === 0) void Promise.all(disposals).then(() => closing?.resolve());
  }

  return {
    current: () => entries.at(-1)?.served,
    take(schema) {
      const entry = entries.findLast(({ served }) => served.schema === schema);
      if (!entry) return undefined;
      entry.operations += 1;
      return {
        served: entry.served,
        release() {
          entry.operations -= 1;
          settle();
        },
      };
    },
    swapIn(next) {
      const before = entries.at(-1);
      entries.push({ served: next, operations: 0, grace: undefined });
      if (!before) return;
      before.grace = setTimeout(() => {
        before.grace = 'over';
        settle();
      }, graceMs).unref();
    },
    close() {
      if (!closing) {
        closing = Promise.withResolvers();
        for (const { grace } of entries) if (typeof grace === 'object') clearTimeout(grace);
        settle();
      }
      return closing.promise;
    },
  };
}
