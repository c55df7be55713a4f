import type { ErrorCode } from '@kontor/protocol';

/**
 * A request that is turned away before anything is recorded: a public code and a sentence that names what is wrong
 * here. Not to be mixed up with a refused launch, which is recorded.
 */
export interface Rejection {
  readonly kind: 'rejected';
  readonly code: ErrorCode;
  readonly message: string;
}

export const reject = (code: ErrorCode, message: string): Rejection => ({ kind: 'rejected', code, message });
