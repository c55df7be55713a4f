import { PERMISSIONS, ROLES, type Actor, type Permission, type Role } from '@kontor/protocol';
import { refuseGraphs, refuseName } from './names.js';
import type { MemberRecord } from './records.js';
import { refuse, type Refused } from './result.js';

export interface KeyWish {
  readonly name: string;
  readonly role: Role | null;
  readonly permissions: readonly Permission[] | null;
  readonly graphs: readonly string[] | null;
  /** ISO 8601. */
  readonly expiresAt: string | null;
}

export interface KeyFacts {
  readonly actor: Actor;
  /** When the key of this request ends; null means never. */
  readonly callerExpiresAt: Date | null;
  /** Whom the new key will speak for; null for a new machine. */
  readonly member: MemberRecord | null;
  readonly now: Date;
}

export interface KeyGrant {
  readonly kind: 'granted';
  readonly permissions: Permission[];
  readonly graphs: readonly string[] | null;
  readonly expiresAt: Date | null;
}

/** A key may never do more, on more graphs, or for longer than the key that makes it; nor more than its member's role. */
export function decideApiKey(wish: KeyWish, facts: KeyFacts): KeyGrant | Refused {
  const permissions = wantedPermissions(wish);
  const expiresAt = wish.expiresAt === null ? null : parseInstant(wish.expiresAt);
  if (expiresAt === undefined)
    return refuse(
      'API_KEY_EXPIRY_INVALID',
      'expiresAt: not an ISO 8601 instant such as 2030-01-31T00:00:00Z.',
    );
  const refused =
    refuseName(wish.name) ??
    refuseGraphs(wish.graphs) ??
    refuseNothing(permissions) ??
    refuseBeyondCaller(permissions, wish.graphs, facts.actor) ??
    refuseBeyondRole(permissions, facts.member) ??
    refuseExpiry(expiresAt, facts);
  if (refused) return refused;
  return { kind: 'granted', permissions, graphs: wish.graphs && [...new Set(wish.graphs)], expiresAt };
}

/** In the order of the one list, without repetitions. */
function wantedPermissions({ role, permissions }: KeyWish): Permission[] {
  if (role === null && permissions === null) return [];
  const ofRole: readonly Permission[] = role === null ? PERMISSIONS : ROLES[role];
  return PERMISSIONS.filter(
    (permission) => ofRole.includes(permission) && (permissions === null || permissions.includes(permission)),
  );
}

const refuseNothing = (permissions: readonly Permission[]): Refused | undefined =>
  permissions.length > 0
    ? undefined
    : refuse(
        'API_KEY_PERMISSIONS_MISSING',
        'Pass a role, permissions or both, and such that something is left.',
      );

function refuseBeyondCaller(
  permissions: readonly Permission[],
  graphs: readonly string[] | null,
  actor: Actor,
): Refused | undefined {
  if (actor.kind === 'SYSTEM') return undefined;
  const missing = permissions.filter((permission) => !actor.permissions.includes(permission));
  if (missing.length > 0)
    return refuse('API_KEY_PERMISSIONS_EXCEEDED', `The key of this request lacks ${missing.join(', ')}.`);
  if (actor.graphs !== null && (graphs === null || graphs.some((graph) => !actor.graphs?.includes(graph))))
    return refuse(
      'API_KEY_PERMISSIONS_EXCEEDED',
      `The key of this request is limited to the graphs ${actor.graphs.join(', ')}.`,
    );
  return undefined;
}

function refuseBeyondRole(
  permissions: readonly Permission[],
  member: MemberRecord | null,
): Refused | undefined {
  if (member === null) return undefined;
  const allowed: readonly Permission[] = ROLES[member.role];
  const beyond = permissions.filter((permission) => !allowed.includes(permission));
  if (beyond.length === 0) return undefined;
  return refuse(
    'API_KEY_PERMISSIONS_EXCEEDED',
    `The member's role ${member.role} lacks ${beyond.join(', ')}.`,
  );
}

function refuseExpiry(expiresAt: Date | null, { now, callerExpiresAt }: KeyFacts): Refused | undefined {
  if (expiresAt !== null && expiresAt <= now)
    return refuse('API_KEY_EXPIRY_INVALID', 'expiresAt: lies in the past.');
  if (callerExpiresAt !== null && (expiresAt === null || expiresAt > callerExpiresAt))
    return refuse(
      'API_KEY_EXPIRY_INVALID',
      `expiresAt: at most ${callerExpiresAt.toISOString()}, when the key of this request ends.`,
    );
  return undefined;
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Undefined for what is no instant; a date alone, or without a zone, would mean different moments in different places. */
function parseInstant(text: string): Date | undefined {
  if (!ISO_INSTANT.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
