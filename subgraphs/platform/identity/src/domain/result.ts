import type { ErrorCode } from '@kontor/protocol';

/** The caller's mistake: a stable code and a sentence that names what is wrong. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly message: string;
}

export const refuse = (code: ErrorCode, message: string): Refused => ({ kind: 'refused', code, message });

export const isRefused = (value: { kind: string } | undefined): value is Refused => value?.kind === 'refused';
