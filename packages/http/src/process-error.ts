import { ERROR_CODES, type ErrorCode } from '@kontor/protocol';

/** A process cannot go on, for a reason its operator can mend. `message` says what happened, `fix` what to do. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
  readonly code: ErrorCode;
  readonly fix: string;

  constructor(code: ErrorCode, message?: string, options?: ErrorOptions) {
    super(message ?? ERROR_CODES[code].what, options);
    this.code = code;
    this.fix = ERROR_CODES[code].fix;
  }
}
