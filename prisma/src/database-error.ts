import { ERROR_CODES, type ErrorCode } from '@kontor/protocol';

/** What went wrong between Kontor and its databases: `message` says what and why, `fix` what to do. Holds no password. */
export class DatabaseError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;

  constructor(code: ErrorCode, message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'DatabaseError';
    this.code = code;
    this.fix = options.fix ?? ERROR_CODES[code].fix;
  }
}
