import type { ErrorCode } from '@kontor/protocol';
import type { World } from './world/world.js';

/** Whose process a row is about: it is measured, and its healthy question is asked meanwhile. */
export const SURFACES = ['gateway', 'strict gateway', 'platform', 'delivery', 'subgraph'] as const;
export type Surface = (typeof SURFACES)[number];

/** What came of a hostile request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** An answer to somebody who asked for what is another's; `secrets` are what it did not know. */
  | {
      readonly kind: 'foreign';
      readonly status: number;
      readonly body: string;
      readonly secrets: readonly string[];
    }
  /** The connection was closed without an answer. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'exit'; readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** What has to come of it. Codes are those of the registry, which says what happened, why and what to do. */
export type Expected =
  | { readonly kind: 'refused'; readonly status: number; readonly code: ErrorCode; readonly saying?: RegExp }
  /** It is no attack after all: the answer is the usual one, byte by byte. */
  | { readonly kind: 'answered'; readonly body: string }
  /** Refused, or null, or empty, or (`mayAnswer`) one's own; with no trace of anybody else's. */
  | { readonly kind: 'hidden'; readonly mayAnswer: boolean }
  /** It is answered with 200, in one of the ways that are right. */
  | { readonly kind: 'borne'; readonly like: RegExp }
  /** Its text is of no HTTP that has an answer. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'exit'; readonly exitCode: number; readonly code: ErrorCode };

export interface RowLimits {
  /** From the first byte sent to the outcome; for a busy machine, not for the code. */
  readonly outcomeMsMax: number;
  /** The longest turn of the event loop, in milliseconds of the thread's CPU time: load on the machine adds nothing. */
  readonly turnCpuMsMax: number;
  /** By how much the process may grow, in MiB of resident memory. */
  readonly growthMiBMax: number;
  /** The slowest of the healthy questions asked meanwhile; for a busy machine too: what holds others up shows in the turns. */
  readonly othersMsMax: number;
}

export const DEFAULT_ROW_LIMITS: RowLimits = {
  outcomeMsMax: 30_000,
  turnCpuMsMax: 250,
  growthMiBMax: 64,
  othersMsMax: 15_000,
};

/** One thing that must be refused, or borne. */
export interface Row {
  readonly name: string;
  readonly surface: Surface;
  readonly act: (world: World) => Promise<Outcome>;
  readonly expected: Expected;
  readonly limits?: Partial<RowLimits>;
}

export const refused = (status: number, code: ErrorCode, saying?: RegExp): Expected => ({
  kind: 'refused',
  status,
  code,
  ...(saying && { saying }),
});
export const answered = (body: unknown): Expected => ({
  kind: 'answered',
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
export const borne = (like: RegExp): Expected => ({ kind: 'borne', like });
export const HIDDEN = { kind: 'hidden', mayAnswer: false } as const satisfies Expected;
export const CUT: Expected = { kind: 'cut' };
