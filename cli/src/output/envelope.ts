import type { Outcome } from '../command.js';
import type { CliFailure, Reason } from '../failure.js';

/** The version of the envelope's form; a field may be added without a new one, never removed or given a new meaning. */
const JSON_VERSION = '1';

/** What `--format json` prints, for every command and every ending: exactly one of these, on one line. */
export interface Envelope {
  json_version: typeof JSON_VERSION;
  /** Null when the command could not run. */
  data: unknown;
  /** Null when the exit code is 0. */
  error: Reason | null;
}

export function envelopeOf(outcome: Outcome): Envelope {
  const error = outcome.kind === 'no' ? outcome.reason : null;
  return { json_version: JSON_VERSION, data: outcome.data ?? null, error };
}

export const envelopeOfFailure = (failure: CliFailure): Envelope => ({
  json_version: JSON_VERSION,
  data: null,
  error: { code: failure.code, message: failure.message, fix: failure.fix },
});

export const renderEnvelope = (envelope: Envelope): string => `${JSON.stringify(envelope)}\n`;
