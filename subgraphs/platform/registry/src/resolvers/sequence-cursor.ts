import { ERROR_CODES } from '@kontor/protocol';
import { codedError, type CursorValues } from '@kontor/subgraph';

const SEQUENCE_MAX = 2 ** 31 - 1;
const shape = ['number'] as const;

/** For lists ordered by the number of a launch, newest first. */
export const bySequence = {
  shape,
  of: ({ sequence }: { readonly sequence: number }): [number] => [sequence],
};

/** The number behind which a page starts. Throws CURSOR_INVALID for one that no launch can have. */
export function sequenceAfter(after: CursorValues<typeof shape> | null): number | null {
  if (after === null) return null;
  const [sequence] = after;
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > SEQUENCE_MAX)
    throw codedError('CURSOR_INVALID', ERROR_CODES.CURSOR_INVALID.what);
  return sequence;
}
