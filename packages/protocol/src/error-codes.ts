/**
 * Every public error of Kontor: the one list. `docs/errors.md` and `kontor explain CODE` come from it.
 *
 * A code is SCREAMING_SNAKE with its domain as prefix where the field has no standard name for it. Codes are stable:
 * a client may switch on them. `why` is the usual cause; `fix` the next step for the person who reads it.
 */
export interface ErrorCodeEntry {
  /** Where it appears: over GraphQL or HTTP, as a reason of a refused publish, or printed by the CLI. */
  area: 'api' | 'composition' | 'gateway' | 'cli' | 'setup' | 'database';
  what: string;
  why: string;
  fix: string;
  /** The HTTP status that goes with it where it is the whole answer. */
  httpStatus?: number;
}

const entries = {
  // --- api: any GraphQL or HTTP surface -----------------------------------------------------------------------------
  INTERNAL_ERROR: {
    area: 'api',
    what: 'The server failed to answer.',
    why: 'A defect in the server, or something it depends on is down. The details are in its log, not in the answer.',
    fix: 'Look for the request id of this answer in the server log.',
    httpStatus: 500,
  },
  KEY_INVALID: {
    area: 'api',
    what: 'The API key was not accepted.',
    why: 'It is missing, mistyped, revoked or expired.',
    fix: 'Pass a valid key as `authorization: Bearer <key>` (CLI: KONTOR_API_KEY). Make one with `kontor api-key create`.',
    httpStatus: 401,
  },
  ACTOR_REQUIRED: {
    area: 'api',
    what: 'A platform subgraph was called without a valid actor header.',
    why: 'Platform subgraphs answer only the platform gateway, which signs who asks.',
    fix: 'Send the request to the platform gateway (port 4001, /graphql) with an API key.',
    httpStatus: 401,
  },
  PERMISSION_DENIED: {
    area: 'api',
    what: 'The key may not do this.',
    why: 'Its role, its own permissions, its graph scope or its organisation do not cover it.',
    fix: 'Use a key with the permission named in the message, or ask an owner of the organisation for one.',
    httpStatus: 403,
  },
  INPUT_INVALID: {
    area: 'api',
    what: 'An argument is not acceptable.',
    why: 'It breaks a rule that the message names.',
    fix: 'Correct the argument and send the request again.',
    httpStatus: 400,
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof entries;

export const ERROR_CODES: Readonly<Record<ErrorCode, ErrorCodeEntry>> = entries;

/** The entry of a code that came from outside; undefined when it is not one of ours. Never looks up the prototype. */
export const findErrorCode = (code: string): ErrorCodeEntry | undefined =>
  Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode] : undefined;
