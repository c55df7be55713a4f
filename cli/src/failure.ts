import { ERROR_CODES, type ErrorCode, findErrorCode } from '@kontor/protocol';
import { EXIT_CODES } from './exit-codes.js';

/** A coded reason as the envelope carries it. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** Ends a command. `kind` decides the exit code; thrown anywhere, reported in one place. */
export class CliFailure extends Error {
  readonly kind: 'couldNotRun' | 'badUsage';
  readonly code: string;
  readonly fix: string;

  constructor(kind: 'couldNotRun' | 'badUsage', reason: Reason, options?: ErrorOptions) {
    super(reason.message, options);
    this.name = 'CliFailure';
    this.kind = kind;
    this.code = reason.code;
    this.fix = reason.fix;
  }

  get exitCode(): typeof EXIT_CODES.couldNotRun | typeof EXIT_CODES.badUsage {
    return EXIT_CODES[this.kind];
  }
}

/** The command line, a file it names or the configuration is wrong: exit 3. `fix` defaults to the code's own. */
export const badUsage = (code: ErrorCode, message: string, fix: string = ERROR_CODES[code].fix): CliFailure =>
  new CliFailure('badUsage', { code, message, fix });

/** The world outside did not let the command run: exit 2. `fix` defaults to the code's own. */
export const couldNotRun = (
  code: ErrorCode,
  message: string,
  fix: string = ERROR_CODES[code].fix,
  cause?: unknown,
): CliFailure => new CliFailure('couldNotRun', { code, message, fix }, cause === undefined ? {} : { cause });

/** A coded error of another package (DatabaseError and its like): anything with `code`, `message` and perhaps `fix`. */
export function codedReason(error: unknown): Reason | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, fix } = error as { code?: unknown; fix?: unknown };
  if (typeof code !== 'string') return undefined;
  const entry = findErrorCode(code);
  if (entry === undefined) return undefined;
  return { code, message: error.message, fix: typeof fix === 'string' ? fix : entry.fix };
}
