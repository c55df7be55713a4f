import { reject, type Rejection } from '../domain/rejection.js';

/** Changes waiting in front of one variant, in this process. */
export const VARIANT_WAITING_MAX = 200;

/**
 * One change of a variant after the other, in the order in which they were asked for. It spares this process from
 * composing what would be stale; that two processes do not overwrite each other is the store's revision check.
 */
export interface VariantQueue {
  run<Result>(variantId: string, change: () => Promise<Result>): Promise<Result | Rejection>;
}

export function createVariantQueue(waitingMax: number = VARIANT_WAITING_MAX): VariantQueue {
  const lines = new Map<string, { length: number; last: Promise<unknown> }>();

  return {
    async run(variantId, change) {
      const line = lines.get(variantId) ?? { length: 0, last: Promise.resolve() };
      if (line.length > waitingMax)
        return reject('VARIANT_BUSY', `${line.length} changes of this variant are waiting already.`);
      lines.set(variantId, line);
      line.length += 1;
      const mine = line.last.then(change);
      // The one behind goes on whatever becomes of this one.
      line.last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        line.length -= 1;
        if (line.length === 0) lines.delete(variantId);
      }
    },
  };
}
