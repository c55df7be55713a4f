import { SYSTEM_ACTOR, type Actor } from './actor.js';

/** What an audit log tells of, as `noun.verb`: the only list. Each domain of the platform writes its own log. */
export const AUDIT_ACTIONS = [
  'organisation.create',
  'member.add',
  'member.change-role',
  'member.remove',
  'api-key.create',
  'api-key.revoke',
  'graph.create',
  'variant.create',
  'subgraph.publish',
  'subgraph.delete',
  'launch.complete',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/**
 * What became of it: done; refused by a rule, and recorded as such (a schema that does not compose); failed for a reason
 * of Kontor's own. What was turned away before anything was recorded, such as for want of a permission, is in the log
 * of the process and not here.
 */
export type AuditOutcome = 'DONE' | 'REFUSED' | 'FAILED';

/** Who asks, and in which request; null outside of one. */
export interface Caller extends Actor {
  readonly requestId: string | null;
}

/** Kontor's own processes, outside of any request. */
export const SYSTEM_CALLER: Caller = { ...SYSTEM_ACTOR, requestId: null };

/** What one field of the target was and is; null for what was not or is not there. Never a secret, never a schema. */
export interface AuditChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One entry, ready to be written in the transaction of the change it tells of. */
export interface NewAuditEntry {
  /** In whose log it stands. */
  readonly organisationId: string;
  readonly by: Caller;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** What it happened to; the name is for people, and as it was then. */
  readonly target: { readonly id: string; readonly name: string };
  readonly changes: readonly AuditChange[];
  /** Codes of the reasons of a refusal. */
  readonly reasonCodes: readonly string[];
}

/** Which entries somebody wants to see; absent parts let everything pass. */
export interface AuditFilter {
  readonly since: Date | null;
  readonly until: Date | null;
  /** An action, or its noun for all of that noun. */
  readonly action: string | null;
  /** Id or name of an actor, or id of its key. */
  readonly actor: string | null;
}

/** As the platform API takes it. */
export interface AuditFilterInput {
  readonly since?: string | null | undefined;
  readonly until?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly actor?: string | null | undefined;
}

const FILTER_TEXT_LENGTH_MAX = 200;

/** Pure; `message` names what is wrong with the filter. */
export function readAuditFilter(
  input: AuditFilterInput | null | undefined,
): { kind: 'valid'; filter: AuditFilter } | { kind: 'invalid'; message: string } {
  const { since, until, action, actor } = input ?? {};
  const [from, to] = [readInstant(since), readInstant(until)];
  if (from === undefined) return invalid('since', INSTANT_FORM);
  if (to === undefined) return invalid('until', INSTANT_FORM);
  if (action != null && !isAuditTopic(action))
    return invalid('action', `one of ${AUDIT_ACTIONS.join(', ')}, or the part before the dot`);
  if (actor != null && (actor.length > FILTER_TEXT_LENGTH_MAX || actor.includes('\0')))
    return invalid('actor', `at most ${FILTER_TEXT_LENGTH_MAX} characters`);
  return { kind: 'valid', filter: { since: from, until: to, action: action ?? null, actor: actor ?? null } };
}

/** An action, or the noun of one. */
export const isAuditTopic = (text: string): boolean =>
  AUDIT_ACTIONS.some((action) => action === text || action.startsWith(`${text}.`));

const invalid = (field: string, expected: string) =>
  ({ kind: 'invalid', message: `filter.${field}: expected ${expected}.` }) as const;

const INSTANT_FORM = 'an instant such as 2026-01-31T12:00:00Z';
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Null when absent, undefined for what is no instant: a date alone means different moments in different places. */
function readInstant(text: string | null | undefined): Date | null | undefined {
  if (text == null) return null;
  const date = ISO_INSTANT.test(text) ? new Date(text) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}
